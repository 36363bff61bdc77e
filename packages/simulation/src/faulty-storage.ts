import type { Eyes } from '@imagechat/core/eyes';
import type {
  CatchUp,
  Outcome,
  Snapshot,
  Storage,
  Submission,
  ThreadRead,
} from '@imagechat/core/ports/storage';
import type { UsageTotal } from '@imagechat/core/ports/usage';
import type { Cursor } from '@imagechat/protocol/cursor';
import type { ImageKey } from '@imagechat/protocol/ids';
import type { Random } from './random.ts';
import type { Weather } from './temper.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What one process's way to the shared storage is made of. */
export interface StorageWay {
  readonly storage: Storage;
  save(run: string, totals: readonly UsageTotal[]): Promise<void>;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly weather: Weather;
  readonly trace: Trace;
  /** False once the process was killed: nothing it asked for is begun or answered any more. */
  alive(): boolean;
}

/**
 * A storage that takes its time and fails as disks do: before a commit is written, or after, when only its answer is lost. A read
 * sees the state of one moment between its call and its answer.
 */
export class FaultyStorage implements Storage {
  readonly #way: StorageWay;

  constructor(way: StorageWay) {
    this.#way = way;
  }

  async submit(group: readonly Submission[]): Promise<readonly Outcome[]> {
    const { storage, weather, trace } = this.#way;
    await this.#pass();
    if (weather.strikes('failedCommit')) {
      trace.note(`storage: a commit of ${group.length} fails`);
      throw new Error('the disk is full');
    }
    const outcomes = await storage.submit(group);
    const lost = weather.strikes('lostCommit');
    await this.#pass();
    if (!lost) return outcomes;
    trace.note(`storage: a commit of ${group.length} is written, its answer lost`);
    throw new Error('the connection broke');
  }

  /** Saves what a run counted, or fails before or after (M1). */
  async save(run: string, totals: readonly UsageTotal[]): Promise<void> {
    const { save, weather } = this.#way;
    await this.#pass();
    if (weather.strikes('failedCommit')) throw new Error('the disk is full');
    await save(run, totals);
    const lost = weather.strikes('lostCommit');
    await this.#pass();
    if (lost) throw new Error('the connection broke');
  }

  snapshot(image: ImageKey): Promise<Snapshot> {
    return this.#read(() => this.#way.storage.snapshot(image));
  }

  eventsAfter(image: ImageKey, after: Cursor, most: number): Promise<CatchUp> {
    return this.#read(() => this.#way.storage.eventsAfter(image, after, most));
  }

  thread(
    image: ImageKey,
    conversationId: string,
    before: number | undefined,
    most: number,
    eyes: Eyes,
  ): Promise<ThreadRead | undefined> {
    return this.#read(() => this.#way.storage.thread(image, conversationId, before, most, eyes));
  }

  heads(images: readonly ImageKey[]): Promise<readonly Cursor[]> {
    return this.#read(() => this.#way.storage.heads(images));
  }

  async close(): Promise<void> {
    // The storage behind is shared and outlives every process.
  }

  async #read<Value>(ask: () => Promise<Value>): Promise<Value> {
    await this.#pass();
    if (this.#way.weather.strikes('failedRead')) throw new Error('the disk cannot be read');
    const value = await ask();
    await this.#pass();
    return value;
  }

  /** Some time passes; for a process killed meanwhile, for ever. */
  async #pass(): Promise<void> {
    const { time, random, weather } = this.#way;
    await time.wait(weather.strikes('slowStorage') ? random.between(1, 1000) : random.between(0, 2));
    if (!this.#way.alive()) await new Promise<never>(() => undefined);
  }
}
