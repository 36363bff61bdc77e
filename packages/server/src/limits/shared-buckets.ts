import type { Clock } from '@imagechat/core/ports/clock';
import type { LimitName, Limiter } from '@imagechat/core/ports/limiter';
import type { RateOf } from './token-bucket.ts';

/** What was taken from a bucket that several processes share, in ms of its filling. */
export interface Taken {
  readonly key: string;
  readonly cost: number;
  /** How far from full it may be at most. */
  readonly most: number;
}

/** Buckets outside of the processes that take from them. */
export interface SharedLevels {
  /** Takes from each; answers in the same order how many ms each has to fill until it is full. Rejects when that cannot be asked. */
  take(taken: readonly Taken[]): Promise<readonly number[]>;
}

/** What the limiter is made of. */
export interface SharedBucketsParts {
  /** Answers at once, and alone while the shared buckets cannot be asked. */
  readonly local: Limiter;
  readonly levels: SharedLevels;
  readonly rateOf: RateOf;
  readonly clock: Pick<Clock, 'now'>;
}

/** What is this process's own: all other limits hold for the cluster. */
const OWN: ReadonlySet<LimitName> = new Set(['arrival', 'connection-frame', 'connection-bytes']);

/** The part of a bucket that may be taken before the others are told: most visitors never take so much, and cost nothing. */
const UNTOLD = 1 / 8;

/** What all processes together took too much is paid back for so long, in ms. */
const LONGEST_DEBT_MS = 60_000;

/** Buckets that are told of at most; beyond them the local limit holds alone. */
const MOST_ACCOUNTS = 50_000;

/** One bucket as this process knows it. */
interface Account {
  readonly key: string;
  /** From empty to full, in ms. */
  readonly size: number;
  /** When the shared bucket would be full, by the last answer. */
  fullAt: number;
  /** What was taken here and not told yet, in ms; it does not fill again here, else what each takes at the full rate would never be told. */
  untold: number;
  takenAt: number;
}

/**
 * Limits that hold for all processes together, though each answers at once: every process counts for itself, tells what it took when that is worth telling, and
 * hears how empty the bucket is with what all took. Together they may take an eighth of a bucket each beyond it, and what arrives while the answer is on its way;
 * over time exactly the rate. While the shared buckets are away each process's own limit holds.
 */
export class SharedBuckets implements Limiter {
  readonly #parts: SharedBucketsParts;
  readonly #accounts = new Map<string, Account>();
  /** Those with more to tell than may stay untold. */
  readonly #due = new Set<Account>();
  #telling: Promise<void> | undefined;

  constructor(parts: SharedBucketsParts) {
    this.#parts = parts;
  }

  take(name: LimitName, key: string, amount = 1): number {
    const { clock, local, rateOf } = this.#parts;
    if (OWN.has(name)) return local.take(name, key, amount);
    const { burst, perMinute } = rateOf(name, key);
    const each = 60_000 / perMinute;
    const [size, cost, now] = [burst * each, Math.min(amount, burst) * each, clock.now()];
    const id = `${name} ${key}`;
    const account = this.#accounts.get(id);
    const wait = account ? Math.ceil(Math.max(0, account.fullAt - now) + account.untold + cost - size) : 0;
    if (wait > 0) return wait;
    const own = local.take(name, key, amount);
    if (own === 0) this.#note(account ?? this.#opened(id, size), cost);
    return own;
  }

  /** Forgets buckets that had the time to fill. To be called at every pulse (T1). */
  pulse(): void {
    const now = this.#parts.clock.now();
    for (const [id, { fullAt, size, takenAt }] of this.#accounts)
      if (fullAt <= now && Math.abs(now - takenAt) >= size) this.#accounts.delete(id);
  }

  /** Resolves when what was due to be told was told, or could not be. */
  async settled(): Promise<void> {
    while (this.#telling) await this.#telling;
  }

  #opened(id: string, size: number): Account | undefined {
    if (this.#accounts.size >= MOST_ACCOUNTS) return undefined;
    const account: Account = { key: id, size, fullAt: 0, untold: 0, takenAt: 0 };
    this.#accounts.set(id, account);
    return account;
  }

  #note(account: Account | undefined, cost: number): void {
    if (!account) return;
    account.untold += cost;
    account.takenAt = this.#parts.clock.now();
    if (account.untold < account.size * UNTOLD) return;
    this.#due.add(account);
    this.#tell();
  }

  /** One question at a time, so that what comes meanwhile goes along with the next. */
  #tell(): void {
    if (this.#telling || this.#due.size === 0) return;
    this.#telling = this.#tellAll().finally(() => {
      this.#telling = undefined;
    });
  }

  async #tellAll(): Promise<void> {
    // What is taken in the same turn goes along.
    await Promise.resolve();
    while (this.#due.size > 0) {
      const { clock, levels } = this.#parts;
      const accounts = [...this.#due];
      this.#due.clear();
      const taken = accounts.map(({ key, size, untold }) => ({
        ...{ key, cost: untold, most: size + LONGEST_DEBT_MS },
      }));
      // Away: what was taken meanwhile is forgiven, for each process holds its own limit.
      const left = await levels.take(taken).catch(() => undefined);
      const now = clock.now();
      for (const [at, account] of accounts.entries()) {
        account.untold -= taken[at]?.cost ?? 0;
        if (left) account.fullAt = now + (left[at] ?? 0);
      }
    }
  }
}
