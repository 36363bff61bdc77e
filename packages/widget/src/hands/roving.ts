import { DRAFT } from '../talk.ts';
import { hear } from '../ui/hear.ts';
import { onEnd } from '../ui/signals.ts';
import type { Aim } from './aim.ts';
import { positionOf } from './aim.ts';
import { type Hands, stepBy } from './hands.ts';
import { markerOf } from './marker-of.ts';
import { mayMove, moveMarker } from './mover.ts';
import { inReadingOrder } from './reading-order.ts';

/**
 * Makes tools and markers one stop for whoever comes by Tab: arrows lead through them, markers in reading order, Home and End to the first and
 * last; M moves the marker that has the focus. The new conversation's marker is a stop of its own and
 * moves by arrow keys itself.
 */
export function takeKeys(hands: Hands, aim: Aim): void {
  const { frame, talk } = hands;
  let current: HTMLElement | undefined;
  const enter = (item: HTMLElement): void => {
    for (const other of frame.querySelectorAll<HTMLElement>('.marker:not(.draft)[tabindex="0"], .icon'))
      other.tabIndex = -1;
    item.tabIndex = 0;
    current = item;
  };
  const keepOneStop = (): void => {
    // Called at every event; whether the one that has the stop can be seen would cost the page a layout.
    if (current?.isConnected) return;
    const [first] = itemsOf(hands);
    if (first) enter(first);
  };
  const entered = ({ target }: Event): void => {
    if (target instanceof HTMLElement && target.matches('.icon, .marker:not(.draft)')) enter(target);
  };
  hear(frame, 'focusin', entered);
  const typed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (pressed(hands, aim, event)) event.preventDefault();
  };
  hear(frame, 'keydown', typed);
  onEnd(talk.subscribe(keepOneStop));
  keepOneStop();
}

/** Does what a key says; false when it says nothing. */
function pressed(hands: Hands, aim: Aim, event: KeyboardEvent): boolean {
  const { talk, notice } = hands;
  const id = markerOf(event)?.dataset.id;
  if (id === DRAFT) {
    const next = talk.draft && stepBy(event, talk.draft);
    if (!next) return false;
    talk.press(next);
    notice.speak(positionOf(hands, next));
    return true;
  }
  if (id && event.key.toLowerCase() === 'm') {
    if (mayMove(hands, id)) aimMarker(hands, aim, id, true);
    return true;
  }
  const next = nextItem(hands, event);
  next?.focus();
  return next !== undefined;
}

function isThere(item: HTMLElement): boolean {
  return item.isConnected && item.checkVisibility?.() !== false;
}

/** Everything the keys lead through: tools, then markers. */
function itemsOf({ talk, parts, frame }: Hands): HTMLElement[] {
  const tools = [...frame.querySelectorAll<HTMLElement>('.bar .icon')];
  const markers = inReadingOrder(talk.view.conversations.values()).flatMap(
    ({ id }) => parts.marker(id) ?? [],
  );
  return [...tools, ...markers].filter(isThere);
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function nextItem(hands: Hands, { key, target }: KeyboardEvent): HTMLElement | undefined {
  const all = itemsOf(hands);
  const step = STEPS[key];
  if (key === 'Home') return all[0];
  if (key === 'End') return all.at(-1);
  const at = all.indexOf(target as HTMLElement);
  return step === undefined || at < 0 ? undefined : all[Math.max(0, at + step)];
}

/** Lets one choose another place for a marker, by a press or by keys: the way to move it that is no drag. */
export function aimMarker(hands: Hands, aim: Aim, id: string, byKeys: boolean): void {
  const { talk, say, parts } = hands;
  const from = talk.view.conversations.get(id);
  if (!from) return;
  const marker = parts.marker(id);
  marker?.classList.add('lifted');
  aim.begin({
    from,
    label: say('move'),
    words: say('moveNow'),
    byKeys,
    done: (place) => void moveMarker(hands, id, place),
    left(why) {
      marker?.classList.remove('lifted');
      if (byKeys && why !== 'other') marker?.focus({ preventScroll: true });
    },
  });
}
