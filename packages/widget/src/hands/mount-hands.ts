import { onEnd } from '../ui/signals.ts';
import type { Room } from '../window/room.ts';
import type { WindowParts } from '../windows.ts';
import { Aim } from './aim.ts';
import { announceArrivals } from './announce.ts';
import { takeDrags } from './drag.ts';
import { Fans } from './fans.ts';
import type { Hands } from './hands.ts';
import { Notice } from './notice.ts';
import { createList } from './open-list.ts';
import { aimMarker, takeKeys } from './roving.ts';
import { mountTools } from './tools.ts';

/** What can be asked for from elsewhere, as by a window. */
export interface HandsHandle {
  /** Lets one choose another place for a marker. */
  move(id: string): void;
}

/** Lets pointers and keys place, move, spread and list the markers of one picture, as long as the root lasts that it is called in. */
export function mountHands(parts: WindowParts, room: Room): HandsHandle | undefined {
  const frame = parts.root.querySelector<HTMLElement>('.frame');
  const picture = parts.root.querySelector<HTMLElement>('.picture');
  if (!frame || !picture) return undefined;
  const notice = new Notice(frame);
  const { talk } = parts;
  const { say } = room;
  const explain: Hands['explain'] = (refusal, otherwise) => room.explain(refusal, otherwise);
  const hands: Hands = { talk, say, explain, parts, frame, picture, notice };
  onEnd(() => notice.stop());
  const aim = new Aim(hands);
  takeDrags(hands);
  announceArrivals(hands);
  const list = createList(hands, room);
  const fans = new Fans(hands, list);
  mountTools(hands, { aim, list, shown: () => fans.draw(true) });
  takeKeys(hands, aim);
  return { move: (id) => aimMarker(hands, aim, id, true) };
}
