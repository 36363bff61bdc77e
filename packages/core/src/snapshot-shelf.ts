import { sameCursor } from '@imagechat/protocol/cursor';
import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import { HeadReader } from './head-reader.ts';
import type { Clock } from './ports/clock.ts';
import type { Storage } from './ports/storage.ts';
import { SeenSnapshot } from './seen-snapshot.ts';

/** How long, in ms, a shelf keeps a snapshot and believes that no other process wrote, and how many UTF-16 units of JSON it keeps in all. */
export interface ShelfLimits {
  readonly shelfMs: number;
  readonly shelfFreshMs: number;
  readonly shelfLength: number;
}

interface Kept {
  readonly snapshot: SeenSnapshot;
  readonly readAt: number;
  /** Its cursor was the head of the log at this time, or after it. */
  freshAt: number;
}

/**
 * Snapshots for who asks over HTTP, read and encoded once for everyone who asks at a time. Whoever asks sees all that this process wrote (S1), and of what
 * others wrote all but the last instant: the log's head is compared at most once in that time. What is kept is kept a moment only, for what is erased
 * must not stay (L1). Who may see what of it is decided for each who asks (V1).
 */
export class SnapshotShelf {
  readonly #storage: Pick<Storage, 'heads' | 'snapshot'>;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #limits: ShelfLimits;
  readonly #heads: HeadReader;
  /** Oldest first. */
  readonly #kept = new Map<string, Kept>();
  #length = 0;
  readonly #underWay = new Map<string, Promise<SeenSnapshot>>();

  constructor(storage: Pick<Storage, 'heads' | 'snapshot'>, clock: Pick<Clock, 'now'>, limits: ShelfLimits) {
    this.#storage = storage;
    this.#clock = clock;
    this.#limits = limits;
    this.#heads = new HeadReader(storage);
  }

  /** The image as it is now, or a moment later. Rejects when storage cannot read. */
  async snapshot(image: ImageKey): Promise<SeenSnapshot> {
    const key = imageKeyText(image);
    this.sweep(this.#clock.now());
    // Nobody asked for it lately: then the head would be a question more, and no answer less.
    if (!this.#kept.has(key) && !this.#underWay.has(key)) return this.#read(key, image);
    const now = this.#clock.now();
    const known = this.#kept.get(key);
    if (known && this.#isFresh(known, now)) return known.snapshot;
    const head = await this.#heads.head(image);
    const kept = this.#kept.get(key);
    if (kept && sameCursor(kept.snapshot.cursor, head)) {
      kept.freshAt = now;
      return kept.snapshot;
    }
    const shared = await (this.#underWay.get(key) ?? this.#read(key, image));
    return sameCursor(shared.cursor, head) ? shared : this.#read(key, image);
  }

  /** UTF-16 units of JSON it keeps. */
  get length(): number {
    return this.#length;
  }

  /** The image was changed: what is kept of it goes, and what is being read is not kept. */
  forget(image: ImageKey): void {
    const key = imageKeyText(image);
    this.#drop(key);
    this.#underWay.delete(key);
  }

  /** Lets go of what is kept long enough; `now` in ms. */
  sweep(now: number): void {
    for (const [key, { readAt }] of this.#kept) {
      // A clock that was set back counts as time gone by.
      if (Math.abs(now - readAt) < this.#limits.shelfMs) break;
      this.#drop(key);
    }
  }

  /** A clock that was set back counts as time gone by. */
  #isFresh({ freshAt }: Kept, now: number): boolean {
    return Math.abs(now - freshAt) < this.#limits.shelfFreshMs;
  }

  #read(key: string, image: ImageKey): Promise<SeenSnapshot> {
    const readAt = this.#clock.now();
    const reading = this.#storage.snapshot(image).then((read) => new SeenSnapshot(read));
    this.#underWay.set(key, reading);
    const done = (snapshot?: SeenSnapshot): void => {
      if (this.#underWay.get(key) !== reading) return;
      this.#underWay.delete(key);
      if (snapshot) this.#keep(key, { snapshot, readAt, freshAt: readAt });
    };
    reading.then(done, () => done());
    return reading;
  }

  #keep(key: string, kept: Kept): void {
    this.#drop(key);
    this.#kept.set(key, kept);
    this.#length += kept.snapshot.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#length <= this.#limits.shelfLength) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#length -= this.#kept.get(key)?.snapshot.length ?? 0;
    this.#kept.delete(key);
  }
}
