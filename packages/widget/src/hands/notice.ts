import { make } from '../make.ts';

/** What one can do about what a notice says. */
export interface Remedy {
  readonly words: string;
  readonly press: () => void;
}

const SHOWN_MS = 8000;
/** Shorter than a sentence takes to be spoken: only the last of what comes this fast is said. */
const SPOKEN_MS = 300;

/** Words about what one just did, with at most one thing to do about it; and words only for those who listen. */
export class Notice {
  readonly element: HTMLElement = make('div', { class: 'toast', part: 'told' });
  readonly #words = make('span', { role: 'status' });
  readonly #spoken = make('p', { class: 'spoken', 'aria-live': 'polite' });
  #hide: ReturnType<typeof setTimeout> | undefined;
  #speak: ReturnType<typeof setTimeout> | undefined;

  constructor(frame: HTMLElement) {
    this.element.append(this.#words);
    this.element.hidden = true;
    this.element.addEventListener('focusout', () => this.#later());
    frame.append(this.element, this.#spoken);
  }

  /** Says something for some seconds, or until `remedy` is pressed or something else is said. */
  show(words: string, remedy?: Remedy): void {
    this.#words.textContent = words;
    for (const button of this.element.querySelectorAll('button')) button.remove();
    if (remedy) {
      const button = make('button', { type: 'button', part: 'undo' }, document.createTextNode(remedy.words));
      button.addEventListener('click', () => remedy.press());
      this.element.append(button);
    }
    this.element.hidden = false;
    this.#later();
  }

  /** Takes the words away. */
  hide(): void {
    clearTimeout(this.#hide);
    this.element.hidden = true;
  }

  /** Tells those who listen, when they are not being told something else just now. */
  speak(words: string, after = SPOKEN_MS): void {
    clearTimeout(this.#speak);
    this.#speak = setTimeout(() => {
      // The same words twice would be heard once.
      this.#spoken.textContent = this.#spoken.textContent === words ? `${words}\u00a0` : words;
    }, after);
  }

  /** Stops waiting for anything. */
  stop(): void {
    clearTimeout(this.#hide);
    clearTimeout(this.#speak);
    this.element.remove();
    this.#spoken.remove();
  }

  /** As long as somebody is about to press, it stays. */
  #later(): void {
    clearTimeout(this.#hide);
    this.#hide = setTimeout(() => {
      if (this.element.matches(':hover, :focus-within')) this.#later();
      else this.hide();
    }, SHOWN_MS);
  }
}
