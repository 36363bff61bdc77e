import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { PUBLIC } from '../eyes.ts';
import type { LogKeeper, Retention } from '../ports/retention.ts';
import type { Storage, Submission } from '../ports/storage.ts';
import { actor, add, create, submission } from './builders.ts';
import { accepted, image, remove } from './storage/asking.ts';

/** A storage whose logs can be cut, empty at first. */
export interface RetentionUnderTest {
  readonly storage: Storage;
  readonly keeper: LogKeeper;
  /** Moves the storage's clock. */
  readonly setNow: (now: number) => void;
  readonly close: () => Promise<void>;
}

const NOON = Date.UTC(2026, 0, 1, 12);
const MANY = 1000;

/** What every keeper of logs owes (ports/retention.ts), as tests titled by rule. */
export function retentionContract(name: string, make: () => Promise<RetentionUnderTest>): void {
  describe(`${name} keeps the retention contract`, () => {
    let world: RetentionUnderTest;
    beforeEach(async () => {
      world = await make();
      world.setNow(NOON);
    });
    afterEach(() => world.close());
    cutContract(() => world);
    afterwardsContract(() => world);
  });
}

/** A conversation and so many comments, one a second from noon on. */
async function talk(world: RetentionUnderTest, comments: number, urlId = 'picture'): Promise<Submission[]> {
  const conversation = create();
  const asked = [conversation, ...Array.from({ length: comments }, () => add(conversation.id))].map(
    (operation) => submission(operation, actor(), urlId),
  );
  for (const [at, each] of asked.entries()) {
    world.setNow(NOON + at * 1000);
    await accepted(world.storage, [each]);
  }
  return asked;
}

const newest = (events: number): Retention => ({ sinceMs: 0, events });
const since = (seconds: number): Retention => ({ sinceMs: NOON + seconds * 1000, events: MANY });

/** The seqs after each of these seqs, or null for a reset. */
async function after(
  { storage }: RetentionUnderTest,
  seqs: readonly number[],
  urlId = 'picture',
  tenantId = 'demo',
): Promise<(number[] | null)[]> {
  const key = { tenantId, urlId };
  const [cursor] = await storage.heads([key]);
  const caught = seqs.map((seq) => storage.eventsAfter(key, { epoch: cursor?.epoch ?? '', seq }, MANY));
  return (await Promise.all(caught)).map((each) => (each.reset ? null : each.events.map(({ seq }) => seq)));
}

/** Where a log is cut. */
function cutContract(current: () => RetentionUnderTest): void {
  test('L1 what is kept are the newest events: a cursor from before the cut is reset, at the cut it gets the rest', async () => {
    const world = current();
    await talk(world, 9);
    expect(await world.keeper.trim(newest(4), MANY)).toBe(6);
    expect(await after(world, [0, 5, 6, 9, 10])).toEqual([null, null, [7, 8, 9, 10], [10], []]);
    expect(await world.keeper.trim(newest(4), MANY)).toBe(0);
  });

  test('L1 events older than the time are cut, one of that very time stays', async () => {
    const world = current();
    await talk(world, 9);
    expect(await world.keeper.trim(since(3), MANY)).toBe(3);
    expect(await after(world, [2, 3])).toEqual([null, [4, 5, 6, 7, 8, 9, 10]]);
  });

  test('L1 when all of a log is gone, its head is kept: only the newest cursor is not reset', async () => {
    const world = current();
    await talk(world, 4);
    expect(await world.keeper.trim(since(60), MANY)).toBe(5);
    expect(await after(world, [0, 4, 5])).toEqual([null, null, []]);
    world.setNow(NOON + 90_000);
    await accepted(world.storage, [submission(create())]);
    expect(await after(world, [0, 4, 5, 6])).toEqual([null, null, [6], []]);
  });

  test('L1 a call cuts no more than it may, from the oldest on; the next goes on', async () => {
    const world = current();
    await talk(world, 9);
    expect(await world.keeper.trim(newest(2), 3)).toBe(3);
    expect(await after(world, [2, 3])).toEqual([null, [4, 5, 6, 7, 8, 9, 10]]);
    expect(await world.keeper.trim(newest(2), 3)).toBe(3);
    expect(await world.keeper.trim(newest(2), 3)).toBe(2);
    expect(await world.keeper.trim(newest(2), 3)).toBe(0);
    expect(await after(world, [7, 8])).toEqual([null, [9, 10]]);
  });

  test('L1 each image is cut by itself, and a call’s bound counts over all of them', async () => {
    const world = current();
    for (const [urlId, comments] of [
      ['short', 1],
      ['long', 7],
      ['longer', 9],
    ] as const)
      await talk(world, comments, urlId);
    expect(await world.keeper.trim(newest(4), 7)).toBe(7);
    expect(await world.keeper.trim(newest(4), MANY)).toBe(3);
    expect(await after(world, [0, 2], 'short')).toEqual([[1, 2], []]);
    expect(await after(world, [3, 4], 'long')).toEqual([null, [5, 6, 7, 8]]);
    expect(await after(world, [5, 6], 'longer')).toEqual([null, [7, 8, 9, 10]]);
  });

  test('L1 a tenant that wants more or less kept than the others gets that, whatever the others want', async () => {
    const world = current();
    const asked = ['demo', 'brief', 'long'].map((tenantId) => {
      const by = actor({ tenantId });
      return Array.from({ length: 6 }, () => ({
        ...submission(create(), by),
        image: { tenantId, urlId: 'picture' },
      }));
    });
    await accepted(world.storage, asked.flat());
    const ofTenants = [
      { tenantId: 'brief', ...newest(2) },
      { tenantId: 'long', ...newest(MANY) },
    ];
    expect(await world.keeper.trim({ ...newest(4), ofTenants }, MANY)).toBe(6);
    const keptOf = (tenantId: string) => after(world, [0, 2], 'picture', tenantId);
    expect(await keptOf('demo')).toEqual([null, [3, 4, 5, 6]]);
    expect(await keptOf('brief')).toEqual([null, null]);
    expect(await keptOf('long')).toEqual([
      [1, 2, 3, 4, 5, 6],
      [3, 4, 5, 6],
    ]);
  });

  test('L1 a clock that was set back leaves no hole: what stands after a young event stays', async () => {
    const world = current();
    for (const seconds of [0, 50, 10, 60]) {
      world.setNow(NOON + seconds * 1000);
      await accepted(world.storage, [submission(create())]);
    }
    expect(await world.keeper.trim(since(20), MANY)).toBe(1);
    expect(await after(world, [0, 1])).toEqual([null, [2, 3, 4]]);
  });
}

/** What a cut leaves as it was, and what it forgets. */
function afterwardsContract(current: () => RetentionUnderTest): void {
  test('L1 a cut changes no state, and numbers go on', async () => {
    const world = current();
    const [conversation] = await talk(world, 5);
    const id = conversation?.operation.id ?? '';
    const before = [
      await world.storage.snapshot(image),
      await world.storage.thread(image, id, undefined, 9, PUBLIC),
    ];
    await world.keeper.trim(newest(1), MANY);
    expect([
      await world.storage.snapshot(image),
      await world.storage.thread(image, id, undefined, 9, PUBLIC),
    ]).toEqual(before);
    const [next] = await accepted(world.storage, [submission(add(id))]);
    expect(next?.cursor.seq).toBe(7);
  });

  test('L1, O2 the broadcastIds of events that went are forgotten, those of others are not', async () => {
    const world = current();
    const conversation = create();
    const resolve = { type: 'resolve-conversation', broadcastId: 'b-1', id: conversation.id } as const;
    const reopen = { type: 'reopen-conversation', broadcastId: 'b-2', id: conversation.id } as const;
    const moderator = actor({ kind: 'moderator' });
    const asked = [conversation, resolve, reopen].map((operation) => submission(operation, moderator));
    await accepted(world.storage, asked);
    await world.keeper.trim(newest(1), MANY);
    const again = await world.storage.submit(asked);
    expect(
      again.map((outcome) =>
        outcome.accepted ? [outcome.cursor.seq, !!outcome.event] : outcome.refusal.code,
      ),
    ).toEqual(['id-taken', [4, true], [3, false]]);
  });

  test('L1 what was cut can be deleted: its ids stay taken', async () => {
    const world = current();
    const [conversation] = await talk(world, 3);
    await world.keeper.trim(since(60), MANY);
    const id = conversation?.operation.id ?? '';
    await accepted(world.storage, [submission(remove(id))]);
    expect((await world.storage.snapshot(image)).conversations).toEqual([]);
    const [outcome] = await world.storage.submit([submission(create({ id }))]);
    expect(outcome).toMatchObject({ accepted: false, refusal: { code: 'id-taken' } });
  });
}
