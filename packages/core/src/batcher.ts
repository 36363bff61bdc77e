import { EventRate } from './event-rate.ts';
import type { Cancel, Clock } from './ports/clock.ts';

/** Bounds of a batch: ms, events, bytes (B1). */
export interface BatchLimits {
  readonly batchMinMs: number;
  readonly batchMaxMs: number;
  readonly batchDeliveriesPerMs: number;
  readonly batchEvents: number;
  readonly batchBytes: number;
}

/**
 * How long, in ms, events of an image wait for company once a frame left (B1): the longer, the more deliveries they make. `rate` in events a ms. A few
 * events a second, or few viewers, hardly wait, for sending each alone costs little; a busy image with a crowd shares frames.
 */
export function batchWindowMs(viewers: number, rate: number, limits: BatchLimits): number {
  const { batchMinMs, batchMaxMs, batchDeliveriesPerMs } = limits;
  return Math.min(batchMaxMs, Math.max(batchMinMs, (rate * viewers) / batchDeliveriesPerMs));
}

/** Where a batcher sends, and how many listen there now. */
export interface BatchOutlet {
  publish(events: readonly string[]): void;
  viewers(): number;
}

/**
 * Turns one image's events into frames (B1): the first after quiet leaves at once, what follows within the window leaves
 * together. Never reorders, never splits an event, bounded in time, events and bytes.
 */
export class Batcher {
  readonly #clock: Clock;
  readonly #limits: BatchLimits;
  readonly #outlet: BatchOutlet;
  #waiting: string[] = [];
  #bytes = 0;
  #window: Cancel | undefined;
  readonly #rate: EventRate;

  constructor(clock: Clock, limits: BatchLimits, outlet: BatchOutlet) {
    this.#clock = clock;
    this.#limits = limits;
    this.#outlet = outlet;
    this.#rate = new EventRate(limits.batchMaxMs);
  }

  /** True while later events wait for company. */
  get busy(): boolean {
    return this.#waiting.length > 0;
  }

  /** Takes an event as JSON text, in order of seq. */
  add(event: string): void {
    this.#rate.happened(this.#clock.now());
    this.#waiting.push(event);
    // UTF-16 units stand in for bytes: at most a factor of three off, on a bound that is ours to choose.
    this.#bytes += event.length;
    const full = this.#waiting.length >= this.#limits.batchEvents || this.#bytes >= this.#limits.batchBytes;
    if (full || !this.#window) this.#leave();
  }

  /** Sends what waits, now. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const events = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    this.#outlet.publish(events);
  }

  /** Drops what waits and its timer. */
  stop(): void {
    this.#window?.();
    this.#window = undefined;
    this.#waiting = [];
    this.#bytes = 0;
  }

  #leave(): void {
    this.flush();
    this.#window?.();
    const rate = this.#rate.at(this.#clock.now());
    this.#window = this.#clock.after(batchWindowMs(this.#outlet.viewers(), rate, this.#limits), () => {
      this.#window = undefined;
      // A window in which something came opens the next one; an empty one ends the busy period.
      if (this.#waiting.length > 0) this.#leave();
    });
  }
}
