import type { Clock } from '@imagechat/core/ports/clock';
import type { LimitName, Limiter } from '@imagechat/core/ports/limiter';
import { forEveryLimit } from './limit-settings.ts';

/** How fast one thing may be done: `perMinute` for ever, and `burst` at once after a rest. */
export interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

/** How many keys are remembered at most. */
const MOST_KEYS = 200_000;

/** Keys are told apart by so much of them; ours are shorter, and what somebody makes up must not fill the memory. */
const KEY_LENGTH = 256;

/** Which rate holds for a key; asked at every question, so it may change. */
export type RateOf = (name: LimitName, key: string) => Rate;

/** The rate for a figure per minute; a sixth of a minute's worth may come at once. */
export function rateOf(perMinute: number): Rate {
  return { perMinute, burst: Math.max(1, Math.round(perMinute / 6)) };
}

/** The rates for per-minute figures, the same for every key. */
export function ratesOf(perMinute: Readonly<Record<LimitName, number>>): RateOf {
  const rates = forEveryLimit((name) => rateOf(perMinute[name]));
  return (name) => rates[name];
}

/**
 * Counts in this process's memory, bounded. A bucket fills steadily; what it holds may be taken at once. Kept per key is one number:
 * the time at which its bucket is full again (known as GCRA).
 *
 * Keys live in two generations: used ones are in the young one, and when that is full it becomes the old one, whose predecessor is
 * forgotten whole (which only forgives). So nothing is ever searched or deleted singly, however many addresses somebody makes up: a Map
 * of 100,000 keys from which the oldest is taken each time costs 50 µs and more a call.
 */
export class TokenBuckets implements Limiter {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #rateOf: RateOf;
  readonly #mostPerGeneration: number;
  #young = new Map<string, number>();
  #old = new Map<string, number>();

  constructor(clock: Pick<Clock, 'now'>, rateOf: RateOf, mostKeys: number = MOST_KEYS) {
    this.#clock = clock;
    this.#rateOf = rateOf;
    this.#mostPerGeneration = Math.max(1, Math.floor(mostKeys / 2));
  }

  /** How many keys are remembered now; one that moved to the young generation counts twice. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  take(name: LimitName, key: string, amount = 1): number {
    const { burst, perMinute } = this.#rateOf(name, key);
    const each = 60_000 / perMinute;
    const cost = Math.min(amount, burst) * each;
    const now = this.#clock.now();
    const id = `${name} ${key.slice(0, KEY_LENGTH)}`;
    // Never further away than an empty bucket: a clock that was set back must not lock anyone out.
    const fullAt = Math.min(Math.max(this.#fullAt(id) ?? now, now), now + burst * each);
    const wait = Math.ceil(fullAt + cost - burst * each - now);
    this.#remember(id, wait <= 0 ? fullAt + cost : fullAt);
    return Math.max(0, wait);
  }

  #fullAt(id: string): number | undefined {
    return this.#young.get(id) ?? this.#old.get(id);
  }

  #remember(id: string, fullAt: number): void {
    this.#young.set(id, fullAt);
    if (this.#young.size < this.#mostPerGeneration) return;
    this.#old = this.#young;
    this.#young = new Map();
  }
}
