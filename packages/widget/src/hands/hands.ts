import type { Place } from '@imagechat/protocol/conversation';
import type { Talk } from '../talk.ts';
import type { PictureKey } from '../text/en.ts';
import type { WindowKey } from '../text/en-window.ts';
import type { Say } from '../text/say.ts';
import type { Room } from '../window/room.ts';
import { isOnPicture, placeOn } from '../window/to-percent.ts';
import type { WindowParts } from '../windows.ts';
import type { Notice } from './notice.ts';

/** What everything needs that lets hands and keys work on one picture. */
export interface Hands {
  readonly talk: Talk;
  readonly say: Say<WindowKey | PictureKey>;
  /** Why something did not go through. */
  readonly explain: Room['explain'];
  readonly parts: WindowParts;
  /** The visible part of the picture, and the whole of it, which markers are in. */
  readonly frame: HTMLElement;
  readonly picture: HTMLElement;
  readonly notice: Notice;
}

/** Where on the picture a point of the screen is; outside, the nearest place on it. Undefined when it is seen from the side. */
export function placeAt(
  { parts }: Hands,
  at: { readonly left: number; readonly top: number },
): Place | undefined {
  const place = placeOn(parts.corners(), at);
  return place && onPicture(place);
}

/** The place on the picture that is nearest to `place`. */
export function onPicture(place: Place): Place {
  if (isOnPicture(place)) return place;
  const within = (percent: number): number => Math.min(100, Math.max(0, percent));
  return { x: within(place.x), y: within(place.y) };
}

/** Where an arrow key leads from `from`: one percent, ten with Shift; undefined for other keys. */
export function stepBy({ key, shiftKey }: KeyboardEvent, from: Place): Place | undefined {
  const far = shiftKey ? 10 : 1;
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-far, 0],
    ArrowRight: [far, 0],
    ArrowUp: [0, -far],
    ArrowDown: [0, far],
  };
  const step = steps[key];
  return step && onPicture({ x: from.x + step[0], y: from.y + step[1] });
}
