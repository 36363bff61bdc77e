import { expect, test } from 'bun:test';
import type { ImageEvent } from '@imagechat/protocol/catalog';
import type { Conversation } from '@imagechat/protocol/conversation';
import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import { EMPTY_IMAGE, applyEvent } from '@imagechat/protocol/state';
import { type Thread, applyToThread, threadOf } from '@imagechat/protocol/thread';
import fc from 'fast-check';
import { type Eyes, conversationSeen } from '../../eyes.ts';
import { MemoryStorage } from '../../memory/storage.ts';
import type { CatchUp, Outcome, Storage, Submission } from '../../ports/storage.ts';
import { decide } from '../../rules/decide.ts';
import { type KeptEvent, project } from '../../veil.ts';
import { type Draw, EYES, groups, submissionOf, talks } from './histories.ts';

let worlds = 0;

/** What was written about one image. */
interface Log {
  readonly key: ImageKey;
  readonly events: KeptEvent[];
  /** Threads as they were read on the way, and where. */
  readonly pages: { readonly eyes: Eyes; readonly seq: number; readonly thread: Thread }[];
}

/** The laws that hold after any history. */
export function lawContract(storage: () => Storage): void {
  for (const [what, histories, numRuns] of [
    ['any history', groups, 60],
    ['any talk', talks, 30],
  ] as const)
    test(`O1, O2, R1, S1, L1, V1: ${what} keeps the laws for all eyes, and is answered as memory answers it`, async () => {
      const keepsLaws = fc.asyncProperty(histories, (history) => judge(storage(), history));
      await fc.assert(keepsLaws, { numRuns });
    }, 60_000);
}

async function judge(storage: Storage, history: readonly (readonly Draw[])[]): Promise<void> {
  const world = `w${worlds++}`;
  const model = new MemoryStorage({ decide, clock: { now: () => 0 }, epoch: 'model' });
  const logs = new Map<string, Log>();
  for (const group of history) {
    const asked = group.map((each) => submissionOf(world, each));
    const outcomes = await storage.submit(asked);
    expect(outcomes.map(timeless)).toEqual((await model.submit(asked)).map(timeless));
    for (const [at, outcome] of outcomes.entries()) note(logs, asked[at], outcome);
    for (const log of logs.values()) await readSome(storage, log);
  }
  for (const log of logs.values()) {
    numberedFromOne(log.events);
    for (const eyes of EYES) await foldsToSnapshot(storage, log, eyes);
    await foldsToThreads(storage, log);
    await catchesUp(storage, model, log.key, log.events.length);
  }
}

/** An answer without what two storages may differ in: the epoch's name and the time. */
function timeless(outcome: Outcome): unknown {
  if (!outcome.accepted) return outcome;
  return { seq: outcome.cursor.seq, event: outcome.event && undated(outcome.event) };
}

/** An event without any time. */
function undated(event: ImageEvent): unknown {
  return JSON.parse(JSON.stringify(event, (key, value) => (TIMES.has(key) && value !== null ? 0 : value)));
}

const TIMES = new Set(['at', 'createdAt', 'editedAt']);

function note(logs: Map<string, Log>, asked: Submission | undefined, outcome: Outcome): void {
  if (!asked) return;
  const text = imageKeyText(asked.image);
  const log = logs.get(text) ?? { key: asked.image, events: [], pages: [] };
  logs.set(text, log);
  if (outcome.accepted && outcome.event) log.events.push(outcome.event);
}

/** Opens a conversation through everybody's eyes, and remembers what they saw. */
async function readSome(storage: Storage, { key, events, pages }: Log): Promise<void> {
  const about = events.at(-1)?.id;
  for (const eyes of about === undefined ? [] : EYES) {
    const page = await storage.thread(key, about ?? '', undefined, 2, eyes);
    if (page) pages.push({ eyes, seq: page.cursor.seq, thread: threadOf(about ?? '', page) });
  }
}

function numberedFromOne(events: readonly KeptEvent[]): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
}

/** S1, V1: what these eyes see of the state is the fold of what they get of the events. */
async function foldsToSnapshot(storage: Storage, { key, events }: Log, eyes: Eyes): Promise<void> {
  const { cursor, conversations } = await storage.snapshot(key);
  expect(cursor.seq).toBe(events.length);
  const seen = conversations.flatMap((kept) => conversationSeen(kept, eyes) ?? []);
  expect({ eyes, seen: folded(events, eyes) }).toEqual({ eyes, seen });
  for (const { id, count } of conversations) {
    const whole = await storage.thread(key, id, undefined, 1000, eyes);
    const isSeen = seen.some((conversation) => conversation.id === id);
    expect(whole !== undefined).toBe(isSeen);
    if (!whole) continue;
    const newest = await storage.thread(key, id, undefined, 2, eyes);
    expect(newest?.comments).toEqual(whole.comments.slice(-2));
    expect(newest?.earlier).toBe(whole.comments.length > 2);
    if (eyes.kind === 'public') expect(whole.comments).toHaveLength(count);
  }
}

/** S1, V1: a page of comments, with what these eyes get of the events after it, is the thread as they see it now. */
async function foldsToThreads(storage: Storage, { key, events, pages }: Log): Promise<void> {
  for (const { eyes, seq, thread } of pages) {
    let now: Thread | null = thread;
    for (const event of events.slice(seq)) now &&= applyToThread(now, project(event, eyes));
    if (!now) continue;
    const whole = await storage.thread(key, thread.conversationId, undefined, 1000, eyes);
    const reached = whole?.comments.filter((comment) => !now?.earlier || comment.seq >= (now.from ?? 0));
    expect({ eyes, comments: now.comments }).toEqual({ eyes, comments: reached ?? [] });
  }
}

/** R1, L1: the log is the one memory has, redacted where memory's is, and still folds to the same state. */
async function catchesUp(storage: Storage, model: Storage, key: ImageKey, head: number): Promise<void> {
  const { cursor, conversations } = await storage.snapshot(key);
  const expected = await model.eventsAfter(key, { epoch: 'model', seq: 0 }, head);
  const caught = await storage.eventsAfter(key, { ...cursor, seq: 0 }, head);
  expect(eventsOf(caught).map(undated)).toEqual(eventsOf(expected).map(undated));
  for (const eyes of EYES) {
    const seen = conversations.flatMap((kept) => conversationSeen(kept, eyes) ?? []);
    expect(folded(eventsOf(caught), eyes)).toEqual(seen);
  }
  const half = Math.floor(head / 2);
  const rest = await storage.eventsAfter(key, { ...cursor, seq: half }, head);
  expect(eventsOf(rest)).toEqual(eventsOf(caught).slice(half));
}

function eventsOf(caught: CatchUp): readonly KeptEvent[] {
  if (caught.reset) throw new Error('a reset where the log reaches back');
  return caught.events;
}

/** The state that what these eyes get of the events ends in. */
function folded(events: readonly KeptEvent[], eyes: Eyes): Conversation[] {
  const state = events.map((event) => project(event, eyes)).reduce(applyEvent, EMPTY_IMAGE);
  return [...state.conversations.values()];
}
