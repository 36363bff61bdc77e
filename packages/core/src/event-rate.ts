/** How often something happens of late, in times a ms: each time counts less the longer ago it was. */
export class EventRate {
  readonly #memoryMs: number;
  #rate = 0;
  #last = 0;

  /** After `memoryMs` a time counts a third of what it did. */
  constructor(memoryMs: number) {
    this.#memoryMs = memoryMs;
  }

  /** It happened, at `now` in ms. */
  happened(now: number): void {
    this.#rate = this.at(now) + 1 / this.#memoryMs;
    this.#last = now;
  }

  /** How often, seen from `now` in ms; a clock that was set back counts as no time gone by. */
  at(now: number): number {
    return this.#rate * Math.exp(-Math.max(0, now - this.#last) / this.#memoryMs);
  }
}
