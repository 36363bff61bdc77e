import type { Socket } from 'node:net';

type Step = { readonly due: number; readonly bytes: Buffer | 'end' };

/** How often a dripping relay hands on a few bytes, in milliseconds. */
const DRIP_MS = 40;

/** How much of what it hands on last a broken relay keeps back at most: less than the shortest frame. */
const MISSING_BYTES = 6;

/**
 * One direction of a proxied connection: keeps the order, delays, and can be held. While it is held it stops
 * reading, so that the sender feels the same backpressure as on a dead line.
 */
export class Relay {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #delay: () => number;
  readonly #passed: (bytes: number) => void;
  readonly #waiting: Step[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #held = false;
  #ended = false;
  #greedy = false;
  #dripping: number | undefined;
  #broken: (() => void) | undefined;

  /**
   * @param delay asked for every chunk: how many milliseconds it waits
   * @param passed told how many bytes were handed on
   */
  constructor(from: Socket, to: Socket, delay: () => number, passed: (bytes: number) => void) {
    this.#from = from;
    this.#to = to;
    this.#delay = delay;
    this.#passed = passed;
    from.on('data', (bytes: Buffer) => this.#enqueue(bytes));
    from.on('end', () => this.#enqueue('end'));
    to.on('drain', () => {
      if (!this.#held) from.resume();
    });
  }

  /** Whether the sender's end was handed on. */
  get finished(): boolean {
    return this.#ended;
  }

  /** Stops or resumes the flow; nothing is lost. */
  hold(on: boolean): void {
    this.#held = on;
    if (on) {
      clearTimeout(this.#timer);
      if (!this.#greedy) this.#from.pause();
    } else {
      this.#flush();
      this.#from.resume();
    }
  }

  /** While on, takes all the sender says off its hands at once, whether it can be handed on or not. */
  greedy(on: boolean): void {
    this.#greedy = on;
    if (on) this.#from.resume();
    else if (this.#held) this.#from.pause();
  }

  /** Hands on so many bytes a second from now on; everything at once again without a number. */
  drip(bytesPerSecond: number | undefined): void {
    this.#dripping = bytesPerSecond;
    if (!this.#held) this.#flush();
  }

  /** Hands on what comes next, but for its last bytes, and then calls `broken`: the last frame in it is cut in its middle. */
  breakNext(broken: () => void): void {
    this.#broken = broken;
  }

  /** Drops what waits and resets both sockets (TCP RST). */
  stop(): void {
    this.#drop();
    this.#from.resetAndDestroy();
    this.#to.resetAndDestroy();
  }

  /** Drops what waits and all that comes; the sender may go on speaking to nobody. */
  deafen(): void {
    this.#drop();
    this.#from.resume();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
    this.#ended = true;
  }

  #enqueue(bytes: Buffer | 'end'): void {
    if (this.#ended) return;
    this.#waiting.push({ due: Date.now() + this.#delay(), bytes });
    if (!this.#held && this.#waiting.length === 1) this.#flush();
  }

  /** Hands on what is due and comes back for the rest. */
  #flush(): void {
    clearTimeout(this.#timer);
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const wait = next.due - Date.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#flush(), wait);
        return;
      }
      this.#waiting.shift();
      this.#hand(next.bytes);
    }
  }

  #hand(bytes: Buffer | 'end'): void {
    if (bytes === 'end') {
      this.#ended = true;
      this.#to.end();
      return;
    }
    const broken = this.#broken;
    if (broken && bytes.length > 1) {
      this.#broken = undefined;
      this.#write(bytes.subarray(0, Math.max(1, bytes.length - MISSING_BYTES)));
      broken();
      return;
    }
    this.#write(this.#dripped(bytes));
  }

  /** As much as may go now; the rest goes to the head of what waits. */
  #dripped(bytes: Buffer): Buffer {
    if (this.#dripping === undefined) return bytes;
    const most = Math.max(1, Math.round((this.#dripping * DRIP_MS) / 1000));
    if (bytes.length <= most) return bytes;
    this.#waiting.unshift({ due: Date.now() + DRIP_MS, bytes: bytes.subarray(most) });
    return bytes.subarray(0, most);
  }

  #write(bytes: Buffer): void {
    this.#passed(bytes.length);
    if (!this.#to.write(bytes) && !this.#greedy) this.#from.pause();
  }
}
