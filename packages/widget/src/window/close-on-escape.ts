import type { Room } from './room.ts';

/**
 * Escape closes the open window, wherever the focus is, unless somebody else had a use for the key. What happens in `root` does
 * not reach the page. Returns what ends it.
 */
export function closeOnEscape(room: Room, root: HTMLElement): () => void {
  const end = new AbortController();
  const close = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || room.talk.openId === undefined) return;
    event.preventDefault();
    room.close();
  };
  for (const target of [root, document])
    target.addEventListener('keydown', (event) => close(event as KeyboardEvent), { signal: end.signal });
  return () => end.abort();
}
