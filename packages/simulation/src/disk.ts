import type { Eyes } from '@imagechat/core/eyes';
import { MemoryStorage } from '@imagechat/core/memory/storage';
import type { MemoryUsage } from '@imagechat/core/memory/usage';
import type { Clock } from '@imagechat/core/ports/clock';
import type { LogKeeper, Retention } from '@imagechat/core/ports/retention';
import type {
  CatchUp,
  Decide,
  Outcome,
  Snapshot,
  Storage,
  Submission,
  ThreadRead,
} from '@imagechat/core/ports/storage';
import type { UsageTotal } from '@imagechat/core/ports/usage';
import type { Cursor } from '@imagechat/protocol/cursor';
import type { ImageKey } from '@imagechat/protocol/ids';

/** What a disk is made of. */
export interface DiskParts {
  readonly decide: Decide;
  readonly clock: Pick<Clock, 'now'>;
  readonly epoch: string;
}

type Change =
  | { readonly did: 'submit'; readonly group: readonly Submission[]; readonly at: number }
  | { readonly did: 'trim'; readonly keep: Retention; readonly most: number }
  | { readonly did: 'save'; readonly run: string; readonly totals: readonly UsageTotal[] };

/** Everything that was on a disk at some moment. */
export type DiskCopy = readonly Change[];

/** The storage behind all hubs. Older copies can be put in its place: deciding is pure, so what was done in order makes the same again. */
export class Disk implements Storage, LogKeeper {
  readonly #parts: DiskParts;
  #changes: Change[] = [];
  #storage: MemoryStorage;
  /** While a copy is put back: when its change was made. */
  #then: number | undefined;

  constructor(parts: DiskParts) {
    this.#parts = parts;
    this.#storage = this.#empty(parts.epoch);
  }

  /** Usage as this disk has it. */
  get usage(): MemoryUsage {
    return this.#storage.usage;
  }

  /** A copy as it is now. */
  copy(): DiskCopy {
    return [...this.#changes];
  }

  /** Puts a copy in place of all there is, as another life (E1). */
  restore(copy: DiskCopy, epoch: string): void {
    this.#storage = this.#empty(epoch);
    this.#changes = [...copy];
    for (const change of copy) void this.#redo(change);
    this.#then = undefined;
  }

  submit(group: readonly Submission[]): Promise<readonly Outcome[]> {
    this.#changes.push({ did: 'submit', group, at: this.#parts.clock.now() });
    return this.#storage.submit(group);
  }

  trim(keep: Retention, most: number): Promise<number> {
    this.#changes.push({ did: 'trim', keep, most });
    return this.#storage.trim(keep, most);
  }

  /** Keeps what a run counted (M1). */
  save(run: string, totals: readonly UsageTotal[]): Promise<void> {
    this.#changes.push({ did: 'save', run, totals });
    return this.#storage.usage.save(run, totals);
  }

  snapshot(image: ImageKey): Promise<Snapshot> {
    return this.#storage.snapshot(image);
  }

  eventsAfter(image: ImageKey, after: Cursor, most: number): Promise<CatchUp> {
    return this.#storage.eventsAfter(image, after, most);
  }

  thread(
    image: ImageKey,
    conversationId: string,
    before: number | undefined,
    most: number,
    eyes: Eyes,
  ): Promise<ThreadRead | undefined> {
    return this.#storage.thread(image, conversationId, before, most, eyes);
  }

  heads(images: readonly ImageKey[]): Promise<readonly Cursor[]> {
    return this.#storage.heads(images);
  }

  close(): Promise<void> {
    return this.#storage.close();
  }

  #empty(epoch: string): MemoryStorage {
    const { clock, decide } = this.#parts;
    return new MemoryStorage({ decide, epoch, clock: { now: () => this.#then ?? clock.now() } });
  }

  /** Memory does what it is asked before it answers, so changes redone in a row are done in a row. */
  #redo(change: Change): Promise<unknown> {
    if (change.did === 'trim') return this.#storage.trim(change.keep, change.most);
    if (change.did === 'save') return this.#storage.usage.save(change.run, change.totals);
    this.#then = change.at;
    return this.#storage.submit(change.group);
  }
}
