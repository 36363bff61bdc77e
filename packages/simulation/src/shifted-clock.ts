import type { Clock } from '@imagechat/core/ports/clock';

/** A clock that may be wrong: set forth or back by whoever minds it, while timers go by the time that passes. */
export class ShiftedClock implements Pick<Clock, 'now'> {
  readonly #true: Pick<Clock, 'now'>;
  #ahead: number;

  /** `ahead`: how far it is off from the beginning, in ms. */
  constructor(time: Pick<Clock, 'now'>, ahead = 0) {
    this.#true = time;
    this.#ahead = ahead;
  }

  now(): number {
    return this.#true.now() + this.#ahead;
  }

  /** From now on it is so far ahead of the true time, in ms. */
  set(ahead: number): void {
    this.#ahead = ahead;
  }
}
