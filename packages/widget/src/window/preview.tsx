import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import { afterwards, onEnd, signal } from '../ui/signals.ts';
import { sayPictures } from './pictured.ts';
import { placeWindow } from './placement.ts';
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
      ref={(card) => afterwards(() => showBeside(card, marker()))}
    >
      <b dir="auto">{() => it().name || say('someone')}</b>
      <p dir="auto">{() => sayPictures(it().opening?.line ?? '')}</p>
      <small>{() => repliesIn(say, it()) + (it().resolved ? ` · ${say('resolved')}` : '')}</small>
    </div>
  ));
}

/** Waits a moment before it believes that somebody wants to look; the first scroll ends it. */
function watchMarkers(overlay: HTMLElement, found: (marker: HTMLElement | undefined) => void): void {
  const end = new AbortController();
  const options = { signal: end.signal, passive: true };
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
  overlay.addEventListener(
    'pointerover',
    (event) => look(event.pointerType === 'touch' ? undefined : markerAt(event)),
    options,
  );
  overlay.addEventListener(
    'focusin',
    (event) => look(isSteppedOn(event) ? markerAt(event) : undefined),
    options,
  );
  for (const type of ['pointerleave', 'focusout', 'click']) overlay.addEventListener(type, leave, options);
  document.addEventListener('scroll', leave, { ...options, capture: true });
  onEnd(() => {
    clearTimeout(timer);
    end.abort();
  });
}

function markerAt({ target }: Event): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>('.marker') ?? undefined) : undefined;
}

/** Focus by key, not handed back by a window that closes. */
function isSteppedOn({ target, relatedTarget }: FocusEvent): boolean {
  const fromWindow = relatedTarget instanceof Element && relatedTarget.closest('.window') !== null;
  return target instanceof Element && target.matches(':focus-visible') && !fromWindow;
}

function showBeside(card: HTMLElement, marker: HTMLElement | undefined): void {
  if (!marker) return;
  raise(card);
  const size = { width: card.offsetWidth, height: card.offsetHeight };
  const { left, top } = placeWindow(marker.getBoundingClientRect(), size, screenBox(), 'to-top');
  card.style.left = `${left}px`;
  card.style.top = `${top}px`;
}
