import { hear } from '../ui/hear.ts';
import type { Room } from './room.ts';

/**
 * Escape closes the open window, wherever the focus is, unless somebody else had a use for the key. What happens in `root` does
 * not reach the page. Called inside a root.
 */
export function closeOnEscape(room: Room, root: HTMLElement): void {
  const close = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || room.talk.openId === undefined) return;
    event.preventDefault();
    room.close();
  };
  for (const target of [root, document]) hear(target, 'keydown', close);
}
