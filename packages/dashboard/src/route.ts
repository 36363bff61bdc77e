import { useLayoutEffect, useState } from 'preact/hooks';

const ROOT = '/dashboard';
const MOVED = 'imagechat-moved';

/** Where one is below `/dashboard`: `''`, `access`, `images/…`. */
export function place(): string {
  return location.pathname.slice(ROOT.length).replace(/^\/|\/$/g, '');
}

/** Goes to another page without loading anything. @param replace leaves no way back to this one */
export function go(to: string, replace = false): void {
  const address = to === '' ? ROOT : `${ROOT}/${to}`;
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  scrollTo(0, 0);
  dispatchEvent(new Event(MOVED));
}

/** Where one is, followed. */
export function usePlace(): string {
  const [at, setAt] = useState(place);
  // Before anything is painted, and so before anybody can press what leads elsewhere.
  useLayoutEffect(() => {
    const look = () => setAt(place());
    addEventListener('popstate', look);
    addEventListener(MOVED, look);
    return () => {
      removeEventListener('popstate', look);
      removeEventListener(MOVED, look);
    };
  }, []);
  return at;
}

/** The address of a page, for a link. */
export function addressOf(to: string): string {
  return `${ROOT}/${to}`;
}

/** Lets a plain click on a link go there without loading; with a key held down it is the browser's. */
export function follow(event: MouseEvent, to: string): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
  event.preventDefault();
  go(to);
}
