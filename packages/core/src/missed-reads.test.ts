import { expect, test } from 'bun:test';
import type { Operation } from '@imagechat/protocol/catalog';
import { MemoryStorage } from './memory/storage.ts';
import { decide } from './rules/decide.ts';
import type { HubSettings } from './settings.ts';
import { storageAround } from './storage-around.ts';
import { actor, add, create, freshId, submission } from './testing/builders.ts';
import { TestHub, type TestSession } from './testing/dialogue.ts';
import { FakeClock, settle } from './testing/fake-clock.ts';

const mia = actor({ id: 'mia', name: 'Mia', kind: 'moderator' });
const cursor = { epoch: 'e1', seq: 0 };

/** A hub that nobody watches any more, on a storage whose reads are counted and can be held back after they were made. */
function setUp(settings: Partial<HubSettings> = {}) {
  const clock = new FakeClock();
  const inner = new MemoryStorage({ decide, clock, epoch: 'e1' });
  const reads = { count: 0, arrive: Promise.resolve() };
  const storage = storageAround(inner, {
    eventsAfter: async (...asked) => {
      reads.count++;
      const read = await inner.eventsAfter(...asked);
      await reads.arrive;
      return read;
    },
  });
  const hub = new TestHub({ clock, storage, settings });
  const writes = async (...operations: Operation[]): Promise<void> => {
    for (const operation of operations) await storage.submit([submission(operation)]);
  };
  return { clock, hub, reads, storage, writes };
}

async function crowdOf(hub: TestHub, many: number): Promise<TestSession[]> {
  return Promise.all(Array.from({ length: many }, (_, at) => hub.join(`visitor:v${at}:V`)));
}

const back = { t: 'subscribe', ref: 1, urlId: 'picture', cursor } as const;

test('R1: what a crowd missed that comes back with one cursor is read once, and each gets all of it', async () => {
  const { clock, hub, reads, writes } = setUp();
  await writes(create(), create(), create());
  const crowd = await crowdOf(hub, 100);
  for (const one of crowd.slice(0, 50)) one.says(back);
  await settle();
  // Some come a moment later.
  await clock.advance(100);
  for (const one of crowd.slice(50)) one.says(back);
  for (const one of crowd) {
    const { events, seq } = await one.hears('subscribed');
    expect([events?.map((event) => event.seq), seq]).toEqual([[1, 2, 3], 3]);
  }
  expect(reads.count).toBe(1);
  await hub.hub.submit(submission(create()));
  for (const one of crowd) expect(await one.hears('events')).toMatchObject({ e: [{ seq: 4 }] });
});

test('R1: what came since a read that is shared follows it, in order', async () => {
  const { hub, reads, writes } = setUp();
  await writes(create(), create());
  const [first, late] = await crowdOf(hub, 2);
  first?.says(back);
  await settle();
  await hub.hub.submit(submission(create()));
  late?.says(back);
  expect((await late?.hears('subscribed'))?.events?.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(reads.count).toBe(1);
});

test('R1: a read that the live stream does not lead on from is not shared', async () => {
  const { hub, reads, writes } = setUp({ tailEvents: 1 });
  await writes(create());
  const [first, late] = await crowdOf(hub, 2);
  first?.says(back);
  await settle();
  for (let n = 0; n < 3; n++) await hub.hub.submit(submission(create()));
  late?.says(back);
  expect((await late?.hears('subscribed'))?.events?.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(reads.count).toBe(2);
});

test('L1: what was taken away is not caught up from a read made before, neither kept nor still under way', async () => {
  for (const isHeld of [false, true]) {
    const { hub, reads, writes } = setUp();
    const start = create();
    const secret = add(start.id, 'a secret');
    await writes(start, secret);
    const [first, late] = await crowdOf(hub, 2);
    const watcher = await hub.join('visitor:w:W');
    await watcher.watches('picture');
    const { promise, resolve } = Promise.withResolvers<void>();
    if (isHeld) reads.arrive = promise;
    first?.says(back);
    await settle();
    const gone = { ...secret, type: 'delete-comment', broadcastId: freshId() } as const;
    await hub.hub.submit(submission(gone));
    late?.says(back);
    resolve();
    await late?.hears('subscribed');
    expect(first?.raw.join('')).toContain('a secret');
    expect(late?.raw.join('')).not.toContain('a secret');
    expect(late?.raw.join('')).toContain('comment-removed');
    expect(reads.count).toBe(2);
  }
});

test('L1: nothing read is kept for longer than a moment, and no timer stays', async () => {
  const { clock, hub, reads, writes } = setUp({ missedMs: 500 });
  await writes(create());
  const [first, second, third] = await crowdOf(hub, 3);
  const timers = clock.timers;
  first?.says(back);
  await first?.hears('subscribed');
  await clock.advance(499);
  second?.says(back);
  await second?.hears('subscribed');
  expect(reads.count).toBe(1);
  await clock.advance(1);
  third?.says(back);
  await third?.hears('subscribed');
  expect(reads.count).toBe(2);
  await clock.advance(500);
  expect(clock.timers).toBe(timers);
});

test('V1: of one read each gets what their eyes see', async () => {
  const { hub, reads, storage } = setUp();
  const start = create({ comment: { id: freshId(), text: 'seen by all' } });
  const hidden = add(start.id, 'out of sight');
  await storage.submit([submission(start), submission(hidden)]);
  const hide = { type: 'hide-comment', broadcastId: freshId(), id: start.id, as: 'hidden' } as const;
  await storage.submit([submission({ ...hide, comment: { id: hidden.comment.id } }, mia)]);
  const everyone = await Promise.all(
    ['visitor:v:V', 'moderator:mia:Mia', 'visitor:ada:Ada', 'visitor:w:W', 'moderator:max:Max'].map((token) =>
      hub.join(token),
    ),
  );
  for (const one of everyone) one.says(back);
  for (const one of everyone) await one.hears('subscribed');
  const told = everyone.map(({ raw }) => raw.join('').includes('out of sight'));
  expect(told).toEqual([false, true, true, false, true]);
  expect(reads.count).toBe(1);
});

test('F1: when the read fails, all who share it are told, and may ask again', async () => {
  const { hub, reads, writes } = setUp();
  await writes(create());
  const crowd = await crowdOf(hub, 3);
  reads.arrive = Promise.reject(new Error('disk gone'));
  for (const one of crowd) one.says(back);
  for (const one of crowd)
    expect(await one.hears('refused')).toMatchObject({ error: { code: 'unavailable' } });
  reads.arrive = Promise.resolve();
  expect((await crowd[0]?.watches('picture', cursor))?.events).toHaveLength(1);
});
