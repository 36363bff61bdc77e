import type { Release } from './api.ts';

/** What nobody here can mend becomes an unhandled rejection, which consoles show. */
export function surface(error: unknown): void {
  void Promise.reject(error);
}

/** Called when something changed; `byOthers` when none of it is one's own doing, so that it may be shown a moment later. */
export type Listener = (byOthers: boolean) => void;

/** Listeners of one thing that changes. */
export class Emitter {
  readonly #listeners = new Set<{ readonly call: Listener }>();
  readonly #surface: (error: unknown) => void;

  /** `surfaced` is told what a listener threw. */
  constructor(surfaced = surface) {
    this.#surface = surfaced;
  }

  /** Adds a listener; the same function may be added twice and is then called twice. */
  subscribe(call: Listener): Release {
    const listener = { call };
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Calls every listener. One that throws stops neither the others nor the client: its error is surfaced. */
  emit(byOthers = false): void {
    for (const listener of [...this.#listeners]) {
      if (!this.#listeners.has(listener)) continue;
      try {
        listener.call(byOthers);
      } catch (error) {
        this.#surface(error);
      }
    }
  }
}
