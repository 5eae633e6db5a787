// Pages read well without this: it shows moments in local time, copies, and asks before what cannot be undone.
for (const at of document.querySelectorAll('time[datetime]')) {
  at.title = at.textContent;
  at.textContent = new Date(at.dateTime).toLocaleString();
}
for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = 'Copied';
  });
}
for (const button of document.querySelectorAll('[data-ask]')) {
  button.addEventListener('click', event => { if (!confirm(button.dataset.ask)) event.preventDefault(); });
}
