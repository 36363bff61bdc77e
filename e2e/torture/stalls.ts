const EVERY_MS = 100;

/** Measures how long this process itself could not run, so that a busy machine is not taken for a late answer. */
export class Stalls {
  readonly #timer: ReturnType<typeof setInterval>;
  #total = 0;

  constructor() {
    let last = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#total += Math.max(0, now - last - EVERY_MS);
      last = now;
    }, EVERY_MS);
  }

  /** All stalls so far, in milliseconds. */
  get total(): number {
    return this.#total;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
