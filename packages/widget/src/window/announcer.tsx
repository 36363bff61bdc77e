import type { Child } from '../ui/jsx.ts';
import { onEnd, signal } from '../ui/signals.ts';

/** How long arrivals are gathered before they are spoken. */
const GATHER_MS = 1_000;

/** Tells those who listen what arrives: politely, and together what comes within a moment. */
export interface Announcer<Arrival> {
  /** Where assistive technology hears of it. */
  readonly region: Child;
  tell(arrivals: readonly Arrival[]): void;
}

/**
 * An announcer, inside a root.
 * @param words what to say of all that came within a moment
 */
export function createAnnouncer<Arrival>(words: (all: readonly Arrival[]) => string): Announcer<Arrival> {
  const spoken = signal('');
  let gathered: readonly Arrival[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  onEnd(() => clearTimeout(timer));
  return {
    region: (
      <p class="unseen" role="status" part="announcement">
        {spoken}
      </p>
    ),
    tell(arrivals) {
      if (arrivals.length === 0) return;
      gathered = [...gathered, ...arrivals];
      timer ??= setTimeout(() => {
        spoken.set(words(gathered));
        gathered = [];
        timer = undefined;
      }, GATHER_MS);
    },
  };
}
