import type { Place } from '@imagechat/protocol/conversation';
import { putAt } from '../markers.ts';
import { hear } from '../ui/hear.ts';
import { onEnd } from '../ui/signals.ts';
import { STILL_PX } from '../window/presses.ts';
import { type Hands, placeAt } from './hands.ts';
import { markerOf } from './marker-of.ts';
import { mayMove, moveMarker } from './mover.ts';

/** A finger that rests this long on a marker takes hold of it; one that moves before scrolls the page. */
const HOLD_MS = 350;

/** One pointer on one marker, from its press on. */
interface Grip {
  readonly id: string;
  readonly marker: HTMLElement;
  readonly pointerId: number;
  /** Where it pressed, and how far from the marker's middle. */
  readonly down: PointerEvent;
  readonly aside: { readonly left: number; readonly top: number };
  readonly from: Place;
  /** Moving now moves the marker. */
  held: boolean;
  to: Place | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Lets whoever may move a marker drag it: with a mouse or pen at once, with a finger after a moment's rest. */
export function takeDrags(hands: Hands): void {
  const { picture, parts } = hands;
  let grip: Grip | undefined;
  let dropped = false;
  const end = (): void => {
    if (!grip) return;
    clearTimeout(grip.timer);
    grip.marker.classList.remove('held');
    parts.root.classList.remove('dragging');
    if (!grip.to) putAt(grip.marker, grip.from);
    grip = undefined;
  };
  const drop = (): void => {
    if (grip?.to) {
      dropped = true;
      void moveMarker(hands, grip.id, grip.to);
    }
    end();
  };
  const cancel = (): void => {
    if (grip) grip.to = undefined;
    end();
  };
  hear(picture, 'pointerdown', (event: PointerEvent) => {
    dropped = false;
    cancel();
    grip = gripOf(hands, event);
  });
  hear(picture, 'pointermove', (event: PointerEvent) => {
    if (grip?.pointerId === event.pointerId && !drag(hands, grip, event)) cancel();
  });
  hear(picture, 'pointerup', drop);
  hear(picture, 'pointercancel lostpointercapture', cancel);
  hear(window, 'keydown', ({ key }: KeyboardEvent) => key === 'Escape' && cancel(), { capture: true });
  // The page would scroll, or offer what it can do with a button.
  hear(picture, 'touchmove', (event) => grip?.held && event.preventDefault(), { passive: false });
  hear(picture, 'contextmenu', (event) => grip?.held && event.preventDefault());
  // What was dropped was not pressed.
  hear(
    parts.root,
    'click',
    (event) => {
      if (dropped && markerOf(event)) event.stopPropagation();
      dropped = false;
    },
    { capture: true },
  );
  onEnd(cancel);
}

function gripOf(hands: Hands, event: PointerEvent): Grip | undefined {
  const marker = markerOf(event);
  const id = marker?.dataset.id;
  if (!marker || id === undefined || event.button !== 0 || !mayMove(hands, id)) return undefined;
  const from = id ? hands.talk.view.conversations.get(id) : hands.talk.draft;
  if (!from) return undefined;
  const { left, top, width, height } = marker.getBoundingClientRect();
  const aside = { left: left + width / 2 - event.clientX, top: top + height / 2 - event.clientY };
  const grip: Grip = {
    id,
    marker,
    pointerId: event.pointerId,
    down: event,
    aside,
    from,
    held: false,
    to: undefined,
    timer: undefined,
  };
  // A quick hand is off the marker before its first move is heard.
  marker.setPointerCapture(event.pointerId);
  if (event.pointerType === 'touch')
    grip.timer = setTimeout(() => {
      grip.held = true;
      marker.classList.add('held');
    }, HOLD_MS);
  return grip;
}

/** Follows the pointer; false when it turns out to be none of our business. */
function drag(hands: Hands, grip: Grip, event: PointerEvent): boolean {
  const { down, marker, aside } = grip;
  const moved = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY);
  if (!grip.held) {
    if (moved <= STILL_PX) return true;
    if (event.pointerType === 'touch') return false;
    grip.held = true;
    marker.classList.add('held');
  }
  if (!grip.to && moved <= STILL_PX) return true;
  hands.parts.root.classList.add('dragging');
  const place = placeAt(hands, { left: event.clientX + aside.left, top: event.clientY + aside.top });
  if (place) {
    grip.to = place;
    putAt(marker, place);
  }
  return true;
}
