import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Storage } from '../ports/storage.ts';
import type { DailyUsage, UsageStore, UsageTotal } from '../ports/usage.ts';
import { actor, add, create, freshId, submission } from './builders.ts';
import { accepted, refusedWith, remove } from './storage/asking.ts';

/** A storage with its usage, empty at first. */
export interface UsageUnderTest {
  readonly storage: Storage;
  readonly usage: UsageStore;
  /** Moves the storage's clock. */
  readonly setNow: (now: number) => void;
  readonly close: () => Promise<void>;
}

const DAY = 24 * 3600 * 1000;
const NEW_YEAR = Date.UTC(2026, 0, 1);
/** What was created where nothing was. */
export const CREATED_NOTHING = {
  conversationCreateCount: 0,
  commentCreateCount: 0,
  voteCount: 0,
  accountCreatedCount: 0,
};
const ALWAYS = ['0000-00-00', '9999-99-99'] as const;

/** What every storage owes the bill (ports/usage.ts), as tests titled by rule. */
export function usageContract(name: string, make: () => Promise<UsageUnderTest>): void {
  describe(`${name} keeps the usage contract`, () => {
    let world: UsageUnderTest;
    beforeEach(async () => {
      world = await make();
      world.setNow(NEW_YEAR);
    });
    afterEach(() => world.close());
    createdContract(() => world);
    totalContract(() => world.usage);
  });
}

/** How what was created is counted. */
function createdContract(world: () => UsageUnderTest): void {
  const created = async (tenantId = 'demo') =>
    (await world().usage.read(tenantId, ...ALWAYS)).map((each) => [
      each.day,
      each.site,
      each.conversationCreateCount,
      each.commentCreateCount,
    ]);

  test('M1 what is created counts once: repeats and refusals do not, deleting takes nothing back', async () => {
    const { storage } = world();
    const { comment: _, ...bare } = create();
    const first = submission(create());
    const reply = submission(add(first.operation.id));
    await accepted(storage, [first, submission(bare), reply, first]);
    expect(await created()).toEqual([['2026-01-01', '', 2, 2]]);
    await accepted(storage, [first, reply]);
    expect(await refusedWith(storage, submission(add('nowhere')))).toBe('not-found');
    expect(await refusedWith(storage, submission(create({ id: bare.id })))).toBe('id-taken');
    await accepted(storage, [submission(remove(first.operation.id))]);
    expect(await created()).toEqual([['2026-01-01', '', 2, 2]]);
    await accepted(storage, [submission(add(bare.id))]);
    expect(await created()).toEqual([['2026-01-01', '', 2, 3]]);
  });

  test('M1 reactions count when they are given, not when they are taken back', async () => {
    const { storage, usage } = world();
    const made = create();
    const comment = { id: made.comment?.id ?? '' };
    const react = (on: boolean) =>
      submission({ type: 'react', broadcastId: freshId(), id: made.id, comment, emoji: '👍', on });
    await accepted(storage, [submission(made), react(true), react(false)]);
    const again = react(true);
    await accepted(storage, [again, again]);
    expect(await usage.read('demo', ...ALWAYS)).toMatchObject([{ voteCount: 2, commentCreateCount: 1 }]);
  });

  test('M1 each tenant, site and UTC day counts by itself, oldest first', async () => {
    const { storage, setNow } = world();
    const on = (site: string, tenantId = 'demo') => ({ ...submission(create(), actor({ tenantId })), site });
    setNow(NEW_YEAR + DAY);
    await accepted(storage, [on('b.example'), on('a.example'), on('b.example'), on('b.example', 'other')]);
    setNow(NEW_YEAR + DAY - 1);
    await accepted(storage, [on('b.example')]);
    expect(await created()).toEqual([
      ['2026-01-01', 'b.example', 1, 1],
      ['2026-01-02', 'a.example', 1, 1],
      ['2026-01-02', 'b.example', 2, 2],
    ]);
    expect(await created('other')).toEqual([['2026-01-02', 'b.example', 1, 1]]);
    expect(await created('nobody')).toEqual([]);
  });

  test('M1 overlapping calls are counted exactly', async () => {
    const { storage } = world();
    const calls = Array.from({ length: 30 }, () => submission(create()));
    await Promise.all(calls.map((asked) => accepted(storage, [asked, submission(create()), asked])));
    expect(await created()).toEqual([['2026-01-01', '', 60, 60]]);
  });

  test('M1 what was created and what was handed out meet in one row', async () => {
    const { storage, usage } = world();
    await accepted(storage, [submission(create())]);
    await usage.save('run', [total({ day: '2026-01-01', pubSubMessageCount: 7 })]);
    expect(await usage.read('demo', ...ALWAYS)).toMatchObject([
      { pubSubMessageCount: 7, conversationCreateCount: 1, commentCreateCount: 1 },
    ]);
  });
}

/** How what process runs say is kept. */
function totalContract(usage: () => UsageStore): void {
  const read = (tenantId = 'demo', from: string = ALWAYS[0], to: string = ALWAYS[1]) =>
    usage().read(tenantId, from, to);

  test('M1 totals are absolute: saved twice they count once, saved anew they replace', async () => {
    const told = total({
      pubSubMessageCount: 10,
      pubSubBandwidth: 3_000_000_000_000,
      commentFetchCount: 30,
      connectionPeak: 4,
      framesSaved: 5,
      apiCreditsUsed: 6,
      apiErrorCount: 7,
    });
    await usage().save('run', [told]);
    await usage().save('run', [told]);
    expect(await read()).toEqual([{ ...told, ...CREATED_NOTHING }]);
    await usage().save('run', [{ ...told, pubSubMessageCount: 11 }]);
    expect(await read()).toMatchObject([{ pubSubMessageCount: 11, pubSubBandwidth: 3_000_000_000_000 }]);
    await usage().save('run', []);
    expect(await read()).toHaveLength(1);
  });

  test('M1 two runs add up, peaks included', async () => {
    const part = total({ pubSubMessageCount: 1, pubSubBandwidth: 2, commentFetchCount: 3 });
    await usage().save('one', [
      { ...part, connectionPeak: 4, framesSaved: 5, apiCreditsUsed: 8, apiErrorCount: 1 },
    ]);
    await usage().save('two', [
      { ...part, connectionPeak: 6, framesSaved: 7, apiCreditsUsed: 8, apiErrorCount: 2 },
    ]);
    expect(await read()).toMatchObject([
      {
        pubSubMessageCount: 2,
        pubSubBandwidth: 4,
        commentFetchCount: 6,
        connectionPeak: 10,
        framesSaved: 12,
        apiCreditsUsed: 16,
        apiErrorCount: 3,
      },
    ]);
  });

  test('M1 a range of days holds both its ends, oldest first, sites in order', async () => {
    const days = ['2026-02-01', '2025-12-31', '2026-01-31', '2026-01-02', '2026-01-01'];
    await usage().save('run', [
      ...days.map((day) => total({ day })),
      total({ day: '2026-01-02', site: 'a.example' }),
    ]);
    const placesOf = (rows: readonly DailyUsage[]) => rows.map(({ day, site }) => `${day} ${site}`);
    expect(placesOf(await read('demo', '2026-01-01', '2026-01-31'))).toEqual([
      '2026-01-01 ',
      '2026-01-02 ',
      '2026-01-02 a.example',
      '2026-01-31 ',
    ]);
    expect(await read('demo', '2026-01-31', '2026-01-01')).toEqual([]);
    expect(placesOf(await read('demo', '2025-12-31', '2025-12-31'))).toEqual(['2025-12-31 ']);
  });

  test('M1 nobody reads another tenant’s usage, whatever the names', async () => {
    await usage().save('run', [
      total({ tenantId: 'demo', site: 'shared.example', pubSubMessageCount: 1 }),
      total({ tenantId: 'demo2', site: 'shared.example', pubSubMessageCount: 2 }),
      total({ tenantId: 'dem', site: 'o/shared.example', pubSubMessageCount: 3 }),
    ]);
    const told = async (tenantId: string) =>
      (await read(tenantId)).map((each) => [each.tenantId, each.pubSubMessageCount]);
    expect(await told('demo')).toEqual([['demo', 1]]);
    expect(await told('demo2')).toEqual([['demo2', 2]]);
    expect(await told('dem')).toEqual([['dem', 3]]);
    expect(await told('%')).toEqual([]);
  });
}

function total(parts: Partial<UsageTotal>): UsageTotal {
  return {
    tenantId: 'demo',
    site: '',
    day: '2026-01-01',
    pubSubMessageCount: 0,
    pubSubBandwidth: 0,
    commentFetchCount: 0,
    connectionPeak: 0,
    framesSaved: 0,
    apiCreditsUsed: 0,
    apiErrorCount: 0,
    ...parts,
  };
}
