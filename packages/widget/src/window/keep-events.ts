/** What is typed and pressed in here is none of the page's business: it may have shortcuts, or be a link. */
const OURS =
  'keydown keypress keyup beforeinput input change paste copy cut click auxclick dblclick contextmenu ' +
  'mousedown mouseup pointerdown pointerup touchstart touchend';

/** Keeps events that begin in `root` from the page. Returns what ends it. */
export function keepEvents(root: HTMLElement): () => void {
  const end = new AbortController();
  const keep = (event: Event): void => event.stopPropagation();
  for (const type of OURS.split(' '))
    root.addEventListener(type, keep, { signal: end.signal, passive: true });
  root.addEventListener('click', stayOnPage, { signal: end.signal });
  return () => end.abort();
}

/** What does something by itself when clicked; everything else would do what the picture's own link does. */
const OWN_CLICK = 'a, label, input, textarea, [type="submit"]';

function stayOnPage(event: Event): void {
  if (event.target instanceof Element && !event.target.closest(OWN_CLICK)) event.preventDefault();
}
