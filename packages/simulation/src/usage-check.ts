import type { DailyUsage, UsageTotal } from '@imagechat/core/ports/usage';
import { wireBytes } from '@imagechat/core/usage-meter';
import { utcDay } from '@imagechat/core/utc-day';
import type { MessageDown } from '@imagechat/protocol/messages';
import type { Disk } from './disk.ts';
import type { LogBook } from './log-book.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What a crash may lose, in ms: a pulse, one put off once because the bus went away, and a save under way (M1). */
const MOST_LOST_MS = 5000 + 2000 + 2100;

/** What was handed out to one tenant on one day, as the wires saw it. */
interface Counts {
  pubSubMessageCount: number;
  pubSubBandwidth: number;
  commentFetchCount: number;
}

type Tally = ReadonlyMap<string, Counts>;

/** Counts what one process hands out, at its wires, and holds what its meter says against it (M1). */
export class RunTap {
  readonly name: string;
  readonly #check: UsageCheck;
  readonly #time: Pick<VirtualTime, 'now'>;
  readonly #tally = new Map<string, Counts>();
  /** When it was last certain that everything until then was saved; and whether saving failed since. */
  #safeAt: number;
  #failed = false;

  constructor(name: string, check: UsageCheck, time: Pick<VirtualTime, 'now'>) {
    this.name = name;
    this.#check = check;
    this.#time = time;
    this.#safeAt = time.now();
  }

  /** A frame was handed to somebody of this tenant; `now` by the process's own clock. */
  handed(tenantId: string, frame: string, now: number): void {
    if (frame.startsWith('{"t":"alive"')) return;
    const counts = this.#counts(`${tenantId}/${utcDay(now)}`);
    counts.pubSubBandwidth += wireBytes(utf8Bytes(frame));
    if (!/^\{"t":"(events|subscribed|thread)"/.test(frame)) return;
    const message = JSON.parse(frame) as MessageDown;
    if (message.t === 'events') counts.pubSubMessageCount += message.e.length;
    else if (message.t === 'subscribed') counts.pubSubMessageCount += message.events?.length ?? 0;
    else if (message.t === 'thread') counts.commentFetchCount += message.comments.length;
  }

  /** The meter told these totals, now. What is called with the answer: whether they were saved. */
  told(totals: readonly UsageTotal[]): (saved: boolean) => void {
    const at = this.#time.now();
    const tally = new Map(Array.from(this.#tally, ([key, counts]) => [key, { ...counts }]));
    for (const total of totals) this.#check.judgeTotal(this.name, total, tally);
    return (saved) => {
      if (saved) this.#safeAt = at;
      this.#failed = !saved;
    };
  }

  /** The process was killed. */
  died(): void {
    const lost = this.#time.now() - this.#safeAt;
    if (!this.#failed && lost > MOST_LOST_MS) this.#check.lost(this.name, lost);
  }

  /** What was counted, by tenant and day. */
  get tally(): Tally {
    return this.#tally;
  }

  #counts(key: string): Counts {
    const known = this.#tally.get(key);
    if (known) return known;
    const counts = { pubSubMessageCount: 0, pubSubBandwidth: 0, commentFetchCount: 0 };
    this.#tally.set(key, counts);
    return counts;
  }
}

/** What was saved, by run, tenant and day. */
export type SavedUsage = ReadonlyMap<string, UsageTotal>;

/** Holds the owner's bill against what the wires saw (M1). */
export class UsageCheck {
  readonly #trace: Trace;
  readonly #time: Pick<VirtualTime, 'now'>;
  #saved = new Map<string, UsageTotal>();

  constructor(trace: Trace, time: Pick<VirtualTime, 'now'>) {
    this.#trace = trace;
    this.#time = time;
  }

  /** A process begins to count. */
  run(name: string): RunTap {
    return new RunTap(name, this, this.#time);
  }

  /** Totals reached the disk. */
  wrote(run: string, totals: readonly UsageTotal[]): void {
    for (const total of totals) this.#saved.set(`${run}/${total.tenantId}/${total.day}`, total);
  }

  copy(): SavedUsage {
    return new Map(this.#saved);
  }

  /** An older copy is back, and what was saved since is lost with the rest. */
  restore(copy: SavedUsage): void {
    this.#saved = new Map(copy);
  }

  /** A total is what its run handed out until now: never more, and while it lives never less. */
  judgeTotal(run: string, total: UsageTotal, tally: Tally): void {
    const { day, tenantId } = total;
    const seen = tally.get(`${tenantId}/${day}`) ?? NOTHING;
    const says = differences(total, seen);
    if (says) this.#breach(`${run} counts for ${tenantId} on ${day} ${says}`);
  }

  /** A killed process took more with it than it may. */
  lost(run: string, ms: number): void {
    this.#breach(`${run} had saved nothing for ${ms} ms when it was killed`);
  }

  /** At rest: what living runs counted is saved, and the bill is the sum of what was saved; what was created is exact. */
  async judge(
    disk: Disk,
    book: LogBook,
    living: readonly RunTap[],
    tenants: readonly string[],
  ): Promise<void> {
    for (const { name, tally } of living) {
      for (const [key, seen] of tally) {
        const says = differences(this.#saved.get(`${name}/${key}`) ?? NOTHING, seen);
        if (says) this.#breach(`${name} saved for ${key} ${says}`);
      }
    }
    const bill: DailyUsage[] = [];
    for (const tenantId of tenants)
      bill.push(...(await disk.usage.read(tenantId, '2000-01-01', '2100-01-01')));
    for (const day of bill) {
      const handed = [...this.#saved.values()].filter((total) => isOf(total, day));
      const says = differences(day, sumOf(handed)) ?? createdWrong(day, book);
      if (says) this.#breach(`the bill of ${day.tenantId} for ${day.day} says ${says}`);
    }
  }

  #breach(says: string): void {
    this.#trace.breach('M1', says);
  }
}

/** Bytes of a text in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // The two units of a pair make four bytes together.
    if (unit >= 0x80) bytes += unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

const NOTHING: Counts = { pubSubMessageCount: 0, pubSubBandwidth: 0, commentFetchCount: 0 };

function sumOf(totals: readonly Counts[]): Counts {
  const sum = { ...NOTHING };
  for (const total of totals) for (const key of keysOf(sum)) sum[key] += total[key];
  return sum;
}

function isOf(total: UsageTotal, { day, tenantId }: DailyUsage): boolean {
  return total.day === day && total.tenantId === tenantId;
}

function differences(told: Counts, seen: Counts): string | undefined {
  const wrong = keysOf(NOTHING).filter((key) => told[key] !== seen[key]);
  return wrong.length === 0
    ? undefined
    : wrong.map((key) => `${key} ${told[key]}, handed out were ${seen[key]}`).join('; ');
}

function createdWrong({ tenantId, day, ...told }: DailyUsage, book: LogBook): string | undefined {
  const asked = book
    .images()
    .filter(({ key }) => key.tenantId === tenantId)
    .flatMap(({ written }) => written)
    .filter(({ event }) => utcDay(event.at) === day)
    .map(({ submission }) => submission.operation);
  const conversations = asked.filter(({ type }) => type === 'create-conversation').length;
  const comments = asked.filter(
    (operation) =>
      (operation.type === 'create-conversation' && operation.comment) || operation.type === 'add-comment',
  ).length;
  if (told.conversationCreateCount === conversations && told.commentCreateCount === comments)
    return undefined;
  return `${told.conversationCreateCount} conversations and ${told.commentCreateCount} comments, created were ${conversations} and ${comments}`;
}

function keysOf(counts: Counts): (keyof Counts)[] {
  return Object.keys(counts) as (keyof Counts)[];
}
