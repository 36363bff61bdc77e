import type { Place } from '@imagechat/protocol/conversation';
import { make, put } from '../make.ts';
import { putAt } from '../markers.ts';
import { onEnd } from '../ui/signals.ts';
import { region } from '../window/spoken-name.ts';
import { type Hands, placeAt, stepBy } from './hands.ts';

/** What a place is being chosen for. */
export interface Aiming {
  /** Where it begins. */
  readonly from: Place;
  /** What is told to those who listen, and what to those who look. */
  readonly label: string;
  readonly words: string;
  /** With a button that arrow keys move; else presses alone choose. */
  readonly byKeys: boolean;
  /** Presses go on choosing until it is left. */
  readonly stays?: boolean;
  readonly done: (place: Place) => void;
  /** It is over: chosen, left by Escape, or because something else was begun. */
  readonly left: (why: 'done' | 'escape' | 'other') => void;
}

/**
 * Lets one choose a place of the picture: by a press anywhere on it, which for that time the page does not get, or with a button that arrow
 * keys move (one percent, ten with Shift), Enter sets and Escape leaves. Scrolling, pinching and the wheel stay the page's.
 */
export class Aim {
  readonly #hands: Hands;
  #now: { readonly aiming: Aiming; readonly end: AbortController } | undefined;

  constructor(hands: Hands) {
    this.#hands = hands;
    onEnd(() => this.leave());
  }

  /** Begins; what was being chosen before is left. */
  begin(aiming: Aiming): void {
    this.leave();
    const { frame, picture, notice } = this.#hands;
    const end = new AbortController();
    this.#now = { aiming, end };
    const glass = make('div', { class: 'glass', part: 'glass' });
    glass.addEventListener('click', (event) => {
      event.preventDefault();
      const place = placeAt(this.#hands, { left: event.clientX, top: event.clientY });
      if (place) this.#choose(place);
    });
    // The button that has the focus keeps it until the press is one.
    glass.addEventListener('mousedown', (event) => event.preventDefault());
    frame.prepend(glass);
    end.signal.addEventListener('abort', () => glass.remove());
    const escaped = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) this.leave('escape');
    };
    addEventListener('keydown', escaped, { signal: end.signal, capture: true });
    if (aiming.byKeys) picture.append(this.#button(aiming, end.signal));
    if (aiming.byKeys) picture.querySelector<HTMLElement>('.aim')?.focus({ preventScroll: true });
    notice.show(aiming.words);
    if (!aiming.byKeys) notice.speak(aiming.words);
  }

  /** True while a place is being chosen. */
  get isOn(): boolean {
    return this.#now !== undefined;
  }

  /** Ends it without a place. */
  leave(why: 'escape' | 'other' = 'other'): void {
    this.#over(why);
  }

  #choose(place: Place): void {
    const now = this.#now;
    if (!now) return;
    if (!now.aiming.stays) this.#over('done');
    now.aiming.done(place);
  }

  #over(why: 'done' | 'escape' | 'other'): void {
    const now = this.#now;
    if (!now) return;
    this.#now = undefined;
    this.#hands.notice.hide();
    now.aiming.left(why);
    now.end.abort();
  }

  #button({ from, label }: Aiming, signal: AbortSignal): HTMLElement {
    const { say, notice } = this.#hands;
    let at = from;
    const name = `${label}. ${say('placeKeys')}`;
    const button = make('button', {
      type: 'button',
      part: 'aim',
      class: 'marker draft open aim',
      role: 'application',
    });
    const show = (): void => {
      putAt(button, at);
      put(button, 'aria-label', `${name} ${positionOf(this.#hands, at)}`);
    };
    show();
    button.addEventListener('keydown', (event) => {
      const next = stepBy(event, at);
      if (next) {
        at = next;
        putAt(button, at);
        notice.speak(positionOf(this.#hands, at));
      } else if (event.key === 'Enter' || event.key === ' ') this.#choose(at);
      else return;
      event.preventDefault();
    });
    // Whoever goes elsewhere has left.
    button.addEventListener('blur', () => !signal.aborted && this.leave());
    signal.addEventListener('abort', () => button.remove());
    return button;
  }
}

/** "42 % from the left, 10 % from the top, upper left". */
export function positionOf({ say }: Hands, place: Place): string {
  const x = Math.round(place.x);
  const y = Math.round(place.y);
  return say('at', { x, y, region: region(say, place) });
}
