import type { Log } from '@imagechat/core/ports/log';
import type { UsageStore, UsageTotal } from '@imagechat/core/ports/usage';

/** Where totals come from: they are absolute for this process run, so telling them twice does no harm (M1). */
export interface TotalsSource {
  /** The totals that changed since the last call. */
  changes(): readonly UsageTotal[];
  /** Takes totals back whose saving failed, to be told again. */
  untold(totals: readonly UsageTotal[]): void;
}

/** What a flush is made of. */
export interface UsageFlushParts {
  readonly meter: TotalsSource;
  readonly store: Pick<UsageStore, 'save'>;
  /** The name of this process run: random, because totals of two runs are added. */
  readonly run: string;
  /** How often totals are saved at most, in ms: what a crash may lose (M1). */
  readonly everyMs: number;
  readonly log: Log;
}

/** Saves what the meter counted: now and then, and once more at the end. One save at a time, so that an older total never comes last. */
export class UsageFlush {
  readonly #parts: UsageFlushParts;
  #lastAt: number | undefined;
  #saving: Promise<void> | undefined;

  constructor(parts: UsageFlushParts) {
    this.#parts = parts;
  }

  /** Saves if it is time to; `now` in ms. Never throws, never waits. */
  pulse(now: number): void {
    // A clock that was set back counts as time gone by.
    const { everyMs, meter } = this.#parts;
    const isTime = this.#lastAt === undefined || Math.abs(now - this.#lastAt) >= everyMs;
    if (!isTime || this.#saving) return;
    const totals = meter.changes();
    if (totals.length === 0) return;
    this.#lastAt = now;
    void this.#save(totals);
  }

  /** Saves what is left; resolves when that was tried. Never rejects. */
  async close(): Promise<void> {
    await this.#saving;
    const totals = this.#parts.meter.changes();
    if (totals.length > 0) await this.#save(totals);
  }

  #save(totals: readonly UsageTotal[]): Promise<void> {
    this.#saving = this.#tried(totals).finally(() => {
      this.#saving = undefined;
    });
    return this.#saving;
  }

  async #tried(totals: readonly UsageTotal[]): Promise<void> {
    const { log, meter, run, store } = this.#parts;
    try {
      await store.save(run, totals);
    } catch (error) {
      meter.untold(totals);
      log('warn', 'usage-not-saved', { totals: totals.length, error: String(error) });
    }
  }
}
