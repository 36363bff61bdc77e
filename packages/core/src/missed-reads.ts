import { type Cursor, formatCursor } from '@imagechat/protocol/cursor';
import { MissedEvents } from './missed-events.ts';
import type { Cancel, Clock } from './ports/clock.ts';
import type { CatchUp } from './ports/storage.ts';

/** How long, in ms, a read of missed events is shared after it began, and how many such reads at a time. */
export interface SharingLimits {
  readonly missedMs: number;
  readonly missedReads: number;
}

/** Where missed events are read, and whether the live stream leads on from a cursor. */
export interface MissedSource {
  read(after: Cursor): Promise<CatchUp>;
  leadsOn(from: Cursor): boolean;
}

interface Shared {
  readonly missed: MissedEvents;
  readonly forget: Cancel;
}

/**
 * The log of one image for those who come back. A crowd that was cut off together comes back with one cursor: what it missed is read once for all
 * who ask while the read is under way, or a moment later (R1). Not longer: what is erased must not stay here (L1).
 */
export class MissedReads {
  readonly #source: MissedSource;
  readonly #clock: Clock;
  readonly #limits: SharingLimits;
  readonly #underWay = new Map<string, Promise<MissedEvents | undefined>>();
  readonly #shared = new Map<string, Shared>();

  constructor(source: MissedSource, clock: Clock, limits: SharingLimits) {
    this.#source = source;
    this.#clock = clock;
    this.#limits = limits;
  }

  /** What came after a cursor, to a point from which the live stream leads on, if it can; undefined when the log cannot give it (R1). Rejects when storage cannot read. */
  after(cursor: Cursor): Promise<MissedEvents | undefined> {
    const key = formatCursor(cursor);
    const shared = this.#shared.get(key)?.missed;
    if (shared && this.#source.leadsOn(shared.cursor)) return Promise.resolve(shared);
    return this.#underWay.get(key) ?? this.#read(key, cursor);
  }

  /** Something was taken away: nothing read before it is shared any more (L1). */
  clear(): void {
    for (const { forget } of this.#shared.values()) forget();
    this.#shared.clear();
    this.#underWay.clear();
  }

  #read(key: string, cursor: Cursor): Promise<MissedEvents | undefined> {
    const began = this.#clock.now();
    const reading = this.#source
      .read(cursor)
      .then((read) => (read.reset ? undefined : new MissedEvents(read.cursor, read.events)));
    this.#underWay.set(key, reading);
    const done = (missed?: MissedEvents): void => {
      if (this.#underWay.get(key) !== reading) return;
      this.#underWay.delete(key);
      if (missed) this.#share(key, missed, this.#limits.missedMs - (this.#clock.now() - began));
    };
    reading.then(done, () => done());
    return reading;
  }

  #share(key: string, missed: MissedEvents, forMs: number): void {
    this.#shared.get(key)?.forget();
    this.#shared.delete(key);
    const { missedMs, missedReads } = this.#limits;
    if (forMs <= 0 || this.#shared.size >= missedReads) return;
    // A clock that was set back meanwhile makes it no longer.
    const forget = this.#clock.after(Math.min(forMs, missedMs), () => this.#shared.delete(key));
    this.#shared.set(key, { missed, forget });
  }
}
