// Numbers that follow the gateway while the page is looked at. Without it they are those of the moment the page was loaded.
const page = document.querySelector('[data-feed]');
let feed, lost;
// That they follow no more has to be seen: old figures look like new ones.
function say(words) {
  const stale = page.querySelector('[data-stale]');
  if (stale.textContent !== words) stale.textContent = words;
}
async function again() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer) return;
  if (!answer.ok || answer.redirected) return location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-feed]');
  if (!fresh) return;
  page.dataset.shape = fresh.dataset.shape;
  // Who is among them stays there: what was unfolded, and the focus.
  const folds = () => [...page.querySelectorAll('details')], stops = () => [...page.querySelectorAll('summary,[tabindex]')];
  const open = folds().map(fold => fold.open), at = stops().indexOf(document.activeElement);
  page.replaceChildren(...document.adoptNode(fresh).childNodes);
  folds().forEach((fold, i) => { fold.open = open[i] ?? false; });
  stops()[at]?.focus({ preventScroll: true });
}
function watch() {
  feed = new EventSource(page.dataset.feed);
  feed.onopen = () => {
    lost = null;
    say('');
  };
  feed.onerror = () => {
    lost ??= new Date();
    if (feed.readyState === EventSource.CLOSED) return say('No longer live: your sign-in has ended, or the router refuses. Load the page again.');
    // The router ends every feed after a while, and the browser asks anew: only a longer silence is one.
    setTimeout(() => { if (lost && feed.readyState !== EventSource.CLOSED) say(`The router does not answer. These figures are of ${lost.toLocaleTimeString()}.`); }, 6000);
  };
  feed.onmessage = event => {
    const { shape, text, width } = JSON.parse(event.data);
    if (shape !== page.dataset.shape) return again();
    for (const at of page.querySelectorAll('[data-live]')) {
      const now = text[at.dataset.live];
      if (now !== undefined && at.textContent !== now) at.textContent = now;
    }
    for (const at of page.querySelectorAll('[data-live-width]')) {
      const now = width[at.dataset.liveWidth];
      if (now !== undefined) at.setAttribute('stroke-width', now);
    }
  };
}
if (page && window.EventSource) {
  watch();
  // A page nobody looks at asks for nothing.
  document.addEventListener('visibilitychange', () => {
    feed.close();
    if (!document.hidden) watch();
  });
}

// Waiting for the first request: the page is loaded again as soon as one has come.
const waiting = document.querySelector('[data-wait]');
if (waiting && window.EventSource) {
  const here = waiting.querySelector('a').href;
  new EventSource(new URL('live?of=steps', here)).onmessage = event => {
    if (String(JSON.parse(event.data).steps) !== waiting.dataset.wait) location.assign(here);
  };
}
