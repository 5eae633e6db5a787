// Pages read well without this: it shows moments in local time, copies, asks before what cannot be undone, and goes to what is to be read first.
function showLocally(within) {
  for (const at of within.querySelectorAll('time[datetime]')) {
    const moment = new Date(at.dateTime), two = number => String(number).padStart(2, '0');
    at.title = at.textContent;
    // Never wider than what stood there: nothing moves.
    at.textContent = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())} ${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
  }
}
showLocally(document);
for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    const from = document.getElementById(button.dataset.copy);
    // Where the browser forbids it the text is marked instead, ready for the reader's own keys.
    const done = await navigator.clipboard.writeText(from.textContent).then(() => true, () => getSelection().selectAllChildren(from));
    button.textContent = done ? 'Copied' : 'Marked: copy it yourself';
  });
}
for (const button of document.querySelectorAll('[data-ask]')) {
  button.addEventListener('click', event => { if (!confirm(button.dataset.ask)) event.preventDefault(); });
}

// The first wrong field, or what came of a form: there the reader goes on, and it is read out.
const first = document.querySelector('[aria-invalid=true],[data-say]');
if (first) {
  if (!first.matches('input,select,textarea')) first.tabIndex = -1;
  first.focus();
  // Of a long text what is wrong stands below it.
  document.getElementById(first.getAttribute('aria-describedby'))?.scrollIntoView({ block: 'nearest' });
}
if (document.querySelector('time')) document.getElementById('end').append(` · Times are those of ${Intl.DateTimeFormat().resolvedOptions().timeZone}`);
// Said once: not again where the page is loaded again or kept as a bookmark.
const here = new URL(location.href);
if (here.searchParams.has('done') || here.searchParams.has('saved')) {
  here.searchParams.delete('done');
  here.searchParams.delete('saved');
  history.replaceState(null, '', here);
}
// A long text that was written and not sent is not lost by a slip: the browser asks first.
const keep = document.querySelector('[data-keep]');
let written = keep?.dataset.keep === 'unsaved';
keep?.addEventListener('input', () => { written = true; });
addEventListener('beforeunload', event => { if (written) event.preventDefault(); });
// A form is sent once, however often its button is pressed; again after a while, or when the reader comes back.
document.addEventListener('submit', event => {
  const form = event.target;
  if (form.method !== 'post' || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'yes';
  written = false;
  setTimeout(() => delete form.dataset.sent, 10000);
});
addEventListener('pageshow', event => {
  if (event.persisted) for (const form of document.forms) delete form.dataset.sent;
});

// Follows a session: the page is asked again every two seconds while it is looked at, and what changed takes its place.
for (const button of document.querySelectorAll('[data-follow]')) {
  button.classList.remove('waits');
  const stale = document.querySelector('[data-stale]');
  const say = words => { if (stale.textContent !== words) stale.textContent = words; };
  let timer;
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', on);
    button.textContent = on ? 'Following' : 'Follow live';
    say('');
    clearInterval(timer);
    if (on) timer = setInterval(async () => {
      const part = document.getElementById(button.dataset.follow);
      if (document.hidden) return;
      if (part.querySelector('details[open]') || part.contains(document.activeElement)) return say('Waiting while you are among the steps: close what is open there.');
      const answer = await fetch(location.href).catch(() => null);
      if (!answer) return say('The router does not answer. This is what it said last.');
      if (!answer.ok || answer.redirected) return say('No longer live: your sign-in has ended, or the router refuses. Load the page again.');
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(button.dataset.follow);
      if (!next) return;
      say('');
      showLocally(next);
      part.replaceChildren(...next.childNodes);
    }, 2000);
  });
}
