// Pages read well without this: it shows moments in local time, copies, and asks before what cannot be undone.
for (const at of document.querySelectorAll('time[datetime]')) {
  const moment = new Date(at.dateTime), two = number => String(number).padStart(2, '0');
  at.title = at.textContent;
  // Never wider than what stood there: nothing moves.
  at.textContent = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())} ${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
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

// Follows a session: the page is asked again every two seconds while it is looked at, and what changed takes its place.
for (const button of document.querySelectorAll('[data-follow]')) {
  button.classList.remove('waits');
  let timer;
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', on);
    button.textContent = on ? 'Following' : 'Follow live';
    clearInterval(timer);
    if (on) timer = setInterval(async () => {
      const part = document.getElementById(button.dataset.follow);
      if (document.hidden || part.querySelector('details[open]') || part.contains(document.activeElement)) return;
      const answer = await fetch(location.href).catch(() => null);
      if (!answer || !answer.ok || answer.redirected) return;
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(button.dataset.follow);
      if (next) part.replaceChildren(...next.childNodes);
    }, 2000);
  });
}
