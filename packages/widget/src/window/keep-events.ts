import { hear } from '../ui/hear.ts';

/** What is typed and pressed in here is none of the page's business: it may have shortcuts, or be a link. */
const OURS =
  'keydown keypress keyup beforeinput input change paste copy cut click auxclick dblclick contextmenu ' +
  'mousedown mouseup pointerdown pointerup touchstart touchend';

/** Keeps events that begin in `root` from the page. Called inside a root. */
export function keepEvents(root: HTMLElement): void {
  hear(root, OURS, (event) => event.stopPropagation(), { passive: true });
  hear(root, 'click', stayOnPage);
}

/** What does something by itself when clicked; everything else would do what the picture's own link does. */
const OWN_CLICK = 'a, label, input, textarea, [type="submit"]';

function stayOnPage(event: Event): void {
  if (event.target instanceof Element && !event.target.closest(OWN_CLICK)) event.preventDefault();
}
