import { hear } from '../ui/hear.ts';
import { type Read, afterwards, memo, signal } from '../ui/signals.ts';
import { linkedIn } from './link.ts';
import type { Room } from './room.ts';

/**
 * Opens the conversation that `jumpToId` or the page's address names, once for each name, as soon as it is there. Called inside a root
 * of signals.
 */
export function jumpWhenThere(room: Room, image: HTMLImageElement): void {
  const linked = signal(linkedIn(location.href));
  // Said once more, it is meant once more.
  const look = (): void => {
    linked.set(undefined);
    linked.set(linkedIn(location.href));
  };
  hear(window, 'hashchange', look);
  for (const name of [memo(() => room.settings().jumpToId), linked]) jump(room, image, name);
}

function jump(room: Room, image: HTMLImageElement, name: Read<string | undefined>): void {
  let jumped: string | undefined;
  afterwards(() => {
    const id = name();
    const { status, conversations } = room.view();
    if (id === jumped || status !== 'ready') return;
    const found = [...conversations.values()].find((it) => it.id === id || it.opening?.commentId === id);
    if (id !== undefined && !found) return;
    jumped = id;
    if (!found) return;
    image.scrollIntoView({ block: 'center' });
    room.talk.show(found.id);
  });
}
