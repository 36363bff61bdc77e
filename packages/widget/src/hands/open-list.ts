import { onEnd } from '../ui/signals.ts';
import type { Room } from '../window/room.ts';
import type { Hands } from './hands.ts';

/** Opens the list of conversations, which comes in a file of its own, or closes it; the focus goes back to where it was opened. */
export function createList({ parts, notice, say }: Hands, room: Room): (opener: HTMLElement) => void {
  let close: (() => void) | undefined;
  let over = false;
  const load = async (opener: HTMLElement): Promise<void> => {
    const { onDemand } = await import('../window/on-demand.ts');
    if (close || over) return;
    room.want();
    const { root, marker } = parts;
    const closed = (): void => {
      close?.();
      close = undefined;
      opener.focus({ preventScroll: true });
    };
    close = onDemand.showList({ room, root, marker, closed });
  };
  onEnd(() => {
    over = true;
    close?.();
  });
  return (opener) => {
    if (!close) load(opener).catch(() => notice.show(say('unopened')));
    close?.();
    close = undefined;
  };
}
