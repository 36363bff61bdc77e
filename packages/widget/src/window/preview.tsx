import { markerOf } from '../hands/marker-of.ts';
import { hear } from '../ui/hear.ts';
import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import { afterwards, onEnd, signal } from '../ui/signals.ts';
import { sayPictures } from './pictured.ts';
import { SIDES, overlap, placeWindow } from './placement.ts';
import type { Room } from './room.ts';
import { repliesIn } from './spoken-name.ts';
import { raise, screenBox } from './top-layer.ts';

const DELAY_MS = 150;

/** Who, the first line and how many replies, beside the marker one points at or stepped onto. */
export function Preview(props: { readonly room: Room; readonly overlay: HTMLElement }): Child {
  const { room } = props;
  const { say } = room;
  const marker = signal<HTMLElement | undefined>(undefined);
  watchMarkers(props.overlay, marker.set);
  const conversation = () => {
    const id = marker()?.dataset.id;
    return id === undefined || id === room.openId() ? undefined : room.view().conversations.get(id);
  };
  return show(conversation, (it) => (
    <div
      class="preview"
      part="preview"
      aria-hidden="true"
      popover="manual"
      ref={(card) => afterwards(() => showBeside(card, marker(), props.overlay))}
    >
      <b dir="auto">{() => it().name || say('someone')}</b>
      <p dir="auto">{() => sayPictures(it().opening?.line ?? '')}</p>
      <small>{() => repliesIn(say, it()) + (it().resolved ? ` · ${say('resolved')}` : '')}</small>
    </div>
  ));
}

/** Waits a moment before it believes that somebody wants to look; the first scroll ends it. */
function watchMarkers(overlay: HTMLElement, found: (marker: HTMLElement | undefined) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let next: HTMLElement | undefined;
  const look = (marker?: HTMLElement): void => {
    if (marker === next) return;
    next = marker;
    clearTimeout(timer);
    found(undefined);
    if (marker) timer = setTimeout(() => found(marker), DELAY_MS);
  };
  const leave = (): void => look();
  hear(overlay, 'pointerover', (event: PointerEvent) =>
    look(event.pointerType === 'touch' ? undefined : markerOf(event)),
  );
  hear(overlay, 'focusin', (event: FocusEvent) => look(isSteppedOn(event) ? markerOf(event) : undefined));
  hear(overlay, 'pointerleave focusout click', leave);
  hear(document, 'scroll', leave, { passive: true, capture: true });
  onEnd(() => clearTimeout(timer));
}

/** Focus by key, not handed back by a window that closes. */
function isSteppedOn({ target, relatedTarget }: FocusEvent): boolean {
  const fromWindow = relatedTarget instanceof Element && relatedTarget.closest('.window') !== null;
  return target instanceof Element && target.matches(':focus-visible') && !fromWindow;
}

/** Beside the marker, above it if it fits there, and never on what is just being said on the picture: that can be taken back with a press. */
function showBeside(card: HTMLElement, marker: HTMLElement | undefined, overlay: HTMLElement): void {
  if (!marker) return;
  card.hidden = false;
  raise(card);
  const size = { width: card.offsetWidth, height: card.offsetHeight };
  const said = overlay.querySelector('.toast:not([hidden])')?.getBoundingClientRect();
  const places = (['to-top', ...SIDES] as const).map((side) =>
    placeWindow(marker.getBoundingClientRect(), size, screenBox(), side),
  );
  const free = places.find(({ left, top }) => !said || !overlap({ left, top, ...size }, said));
  card.hidden = !free;
  card.style.left = `${free?.left}px`;
  card.style.top = `${free?.top}px`;
}
