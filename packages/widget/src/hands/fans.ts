import type { ViewConversation } from '@imagechat/client/api';
import { put } from '../make.ts';
import { hear } from '../ui/hear.ts';
import { onEnd } from '../ui/signals.ts';
import { fanOut, stacksOf } from './crowds.ts';
import type { Hands } from './hands.ts';
import { markerOf } from './marker-of.ts';

/** A mouse that rests this long on a stack wants to see what is in it; one that is off for longer has seen it. */
const REST_MS = 140;
const AWAY_MS = 400;
/** More than this one cannot tell apart on a picture; the list can. */
const MOST = 24;
/** Whose middles are nearer than this share of a square's edge hide one another. */
const HIDING = 0.5;

/**
 * Markers on one spot are drawn as one square with a second edge behind and how many there are, and spread out when somebody points at it,
 * steps onto it or presses it. Sizes are percents of the picture, so nothing is calculated again when it is resized.
 */
export class Fans {
  readonly #hands: Hands;
  readonly #showList: (opener: HTMLElement) => void;
  #drawn: ReadonlyMap<string, ViewConversation> = new Map();
  #open: readonly HTMLElement[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param showList called for a stack that is too large to be spread */
  constructor(hands: Hands, showList: (opener: HTMLElement) => void) {
    this.#hands = hands;
    this.#showList = showList;
    const { parts, picture, talk } = hands;
    onEnd(talk.subscribe(() => this.draw()));
    onEnd(() => clearTimeout(this.#timer));
    hear(parts.root, 'click', (event) => this.#pressed(event), { capture: true });
    hear(picture, 'pointerover', (event: PointerEvent) => this.#pointed(event));
    hear(picture, 'pointerleave', () => this.#wait(() => this.#close(), AWAY_MS));
    hear(picture, 'focusin', (event) => this.#stepped(event));
    hear(parts.image, 'pointerdown', () => this.#close());
    this.draw();
  }

  /** Brings stacks in line with what is shown. @param again what is hidden changed */
  draw(again = false): void {
    const { talk, picture, parts, say } = this.#hands;
    const { conversations } = talk.view;
    const hidden = parts.root.classList.contains('hide-resolved');
    if (!again && !hidden && sameSpots(this.#drawn, conversations)) return;
    const { clientWidth: width, clientHeight: height } = picture;
    if (width === 0) return;
    this.#drawn = conversations;
    for (const marker of picture.querySelectorAll('[data-stack]')) put(marker, 'data-stack', undefined);
    const shown = [...conversations.values()].filter(({ resolved }) => !(hidden && resolved));
    const edge = Math.max(14, (talk.settings.chatSquarePercentage * width) / 100) * HIDING * 100;
    for (const ids of stacksOf(shown, { width: edge / width, height: edge / height })) {
      const top = parts.marker(ids.at(-1) ?? '');
      for (const id of ids) parts.marker(id)?.setAttribute('data-stack', '');
      if (!top) continue;
      put(top, 'data-stack', `×${ids.length}`);
      put(top, 'title', say('stack', { n: ids.length }));
    }
  }

  #pressed(event: Event): void {
    const marker = stackable(event);
    if (!marker) return;
    const isOpen = this.#open.includes(marker);
    const together = isOpen || !marker.dataset.stack ? [] : this.#togetherWith(marker);
    // Its window belongs beside its spot.
    this.#close();
    if (together.length < 2 || marker.matches('.open')) return;
    event.stopPropagation();
    event.preventDefault();
    if (together.length > MOST) this.#showList(marker);
    else this.#spread(together);
  }

  #pointed(event: PointerEvent): void {
    const marker = stackable(event);
    if (!marker || event.pointerType === 'touch' || event.buttons > 0) return;
    if (this.#open.includes(marker)) clearTimeout(this.#timer);
    else this.#wait(() => this.#spread(this.#togetherWith(marker), true));
  }

  #stepped(event: Event): void {
    const marker = stackable(event);
    if (marker?.matches(':focus-visible') && !this.#open.includes(marker))
      this.#spread(this.#togetherWith(marker));
  }

  #wait(then: () => void, ms = REST_MS): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }

  /** It, and those that on this screen hide it or are hidden by it. */
  #togetherWith(marker: HTMLElement): HTMLElement[] {
    const near = Math.max(24, marker.offsetWidth) * HIDING;
    const others = [...this.#hands.picture.querySelectorAll<HTMLElement>('.marker:not(.draft)')].filter(
      (other) =>
        other !== marker &&
        other.offsetWidth > 0 &&
        Math.abs(other.offsetLeft - marker.offsetLeft) <= near &&
        Math.abs(other.offsetTop - marker.offsetTop) <= near,
    );
    return [marker, ...others];
  }

  /** @param stays the first one must not move away from under the pointer */
  #spread(markers: readonly HTMLElement[], stays = false): void {
    this.#close();
    const [first] = markers;
    if (!first || markers.length < 2 || markers.length > MOST) return;
    const { frame, picture } = this.#hands;
    const edge = first.offsetWidth;
    const steps = fanOut(markers.length, edge);
    const last = steps.at(-1);
    const reach = stays ? Number.NEGATIVE_INFINITY : Math.hypot(last?.right ?? 0, last?.down ?? 0) + edge / 2;
    // As far from the edges of what one sees as it takes.
    const half = edge / 2;
    const x = keepIn(first.offsetLeft + half, reach, -picture.offsetLeft, frame.clientWidth) - half;
    const y = keepIn(first.offsetTop + half, reach, -picture.offsetTop, frame.clientHeight) - half;
    for (const [at, marker] of markers.entries()) {
      const { right = 0, down = 0 } = steps[at] ?? {};
      marker.classList.add('fanned');
      marker.style.setProperty('--right', `${x + right - marker.offsetLeft}px`);
      marker.style.setProperty('--down', `${y + down - marker.offsetTop}px`);
    }
    this.#open = markers;
  }

  #close(): void {
    clearTimeout(this.#timer);
    for (const marker of this.#open) {
      marker.classList.remove('fanned');
      for (const name of ['--right', '--down']) marker.style.removeProperty(name);
    }
    this.#open = [];
  }
}

/** Nothing came, went or moved: what is most of what happens costs no layout. */
function sameSpots(
  before: ReadonlyMap<string, ViewConversation>,
  now: ReadonlyMap<string, ViewConversation>,
): boolean {
  if (before.size !== now.size) return false;
  for (const [id, it] of now) {
    const was = before.get(id);
    if (was !== it && (was?.x !== it.x || was.y !== it.y)) return false;
  }
  return true;
}

/** The marker of a conversation that is there; what is being placed is in no stack. */
function stackable(event: Event): HTMLElement | undefined {
  const marker = markerOf(event);
  return marker?.dataset.id ? marker : undefined;
}

function keepIn(value: number, reach: number, start: number, length: number): number {
  return Math.max(start + reach, Math.min(start + length - reach, value));
}
