import { onEnd, signal } from '../ui/signals.ts';
import type { Act } from './note.tsx';

/** One line in the window about what was just done, and what one can do about it. */
export interface Notice {
  readonly words: string;
  /** Something went wrong; it is said until something else is. */
  readonly bad?: boolean;
  readonly act?: Act;
}

/** How long it can be taken back, or read. */
const SHOWN_MS = 8_000;

/** What the open window says of what was just done: one thing at a time, and not for long. Made inside a root. */
export class Notices {
  readonly now = signal<Notice | undefined>(undefined);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    onEnd(() => clearTimeout(this.#timer));
  }

  /** Says this instead of what is said now; nothing without a notice. */
  tell(notice?: Notice): void {
    clearTimeout(this.#timer);
    this.now.set(notice);
    if (notice && !notice.bad) this.#timer = setTimeout(() => this.now.set(undefined), SHOWN_MS);
  }
}
