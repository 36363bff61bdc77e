import type { VirtualTime } from './virtual-time.ts';

/** How fast frames leave for a reader, in bytes a ms; infinite for one that keeps up. */
export type Pace = () => number;

/** One direction of a wire: frames arrive in the order they were sent, each after its latency, none after a cut. */
export class Lane {
  readonly #time: VirtualTime;
  readonly #latency: () => number;
  readonly #pace: Pace;
  /** When the last frame has left, and when it arrives. */
  #left = 0;
  #free = 0;
  #waiting = 0;
  #cut = false;

  constructor(time: VirtualTime, latency: () => number, pace: Pace = () => Number.POSITIVE_INFINITY) {
    this.#time = time;
    this.#latency = latency;
    this.#pace = pace;
  }

  /** Bytes that wait to leave. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Sends something of so many bytes, and tells when it arrives. */
  carry(arrive: () => void, bytes = 0): void {
    const now = this.#time.now();
    this.#left = Math.max(this.#left, now) + bytes / this.#pace();
    if (this.#left > now) {
      this.#waiting += bytes;
      this.#time.after(this.#left - now, () => {
        this.#waiting -= bytes;
      });
    }
    this.#free = Math.max(this.#free, this.#left + this.#latency());
    this.#time.after(this.#free - now, () => {
      if (!this.#cut) arrive();
    });
  }

  /** Nothing arrives any more. */
  cut(): void {
    this.#cut = true;
  }
}
