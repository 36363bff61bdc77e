import { expect, test } from 'bun:test';
import type { ImageKey } from '@imagechat/protocol/ids';
import { PUBLIC } from './eyes.ts';
import { MemoryStorage } from './memory/storage.ts';
import { decide } from './rules/decide.ts';
import { type ShelfLimits, SnapshotShelf } from './snapshot-shelf.ts';
import { actor, create, freshId, submission } from './testing/builders.ts';
import { FakeClock, settle } from './testing/fake-clock.ts';

const picture: ImageKey = { tenantId: 'demo', urlId: 'picture' };

/** A shelf before a storage whose reads are counted and can be held back after they were made. */
function setUp(changed: Partial<ShelfLimits> = {}) {
  const limits = { shelfMs: 1000, shelfFreshMs: 0, shelfLength: 10_000, ...changed };
  const clock = new FakeClock();
  const storage = new MemoryStorage({ decide, clock, epoch: 'e1' });
  const counted = { snapshots: 0, heads: 0, arrived: Promise.resolve() };
  const shelf = new SnapshotShelf(
    {
      snapshot: async (image) => {
        counted.snapshots++;
        const snapshot = await storage.snapshot(image);
        await counted.arrived;
        return snapshot;
      },
      heads: (images) => {
        counted.heads++;
        return storage.heads(images);
      },
    },
    clock,
    limits,
  );
  return { clock, counted, shelf, storage };
}

test('a crowd that asks at a time is answered with one read, and with one more query who comes after', async () => {
  const { counted, shelf, storage } = setUp();
  await storage.submit([submission(create())]);
  const crowd = await Promise.all(Array.from({ length: 100 }, () => shelf.snapshot(picture)));
  expect(new Set(crowd).size).toBe(1);
  expect(counted.snapshots).toBe(1);
  const before = counted.heads;
  const later = await Promise.all(Array.from({ length: 100 }, () => shelf.snapshot(picture)));
  expect(new Set([...crowd, ...later]).size).toBe(1);
  expect(counted).toMatchObject({ snapshots: 1, heads: before + 2 });
});

test('S1: what is answered is never older than the question, whichever process wrote', async () => {
  const { shelf, storage } = setUp();
  for (let seq = 1; seq < 5; seq++) {
    // Nobody tells the shelf.
    await storage.submit([submission(create())]);
    for (let again = 0; again < 2; again++) expect((await shelf.snapshot(picture)).cursor.seq).toBe(seq);
  }
});

test('S1: for an instant nobody asks the log, what this process wrote is seen at once, and what another wrote after it', async () => {
  const { clock, counted, shelf, storage } = setUp({ shelfFreshMs: 20 });
  const seq = async (): Promise<number> => (await shelf.snapshot(picture)).cursor.seq;
  expect([await seq(), await seq()]).toEqual([0, 0]);
  expect(counted).toMatchObject({ snapshots: 1, heads: 0 });
  await storage.submit([submission(create())]);
  expect(await seq()).toBe(0);
  await clock.advance(20);
  expect(await seq()).toBe(1);
  await storage.submit([submission(create())]);
  shelf.forget(picture);
  expect(await seq()).toBe(2);
  await clock.advance(20);
  const heads = counted.heads;
  expect([await seq(), await seq(), await seq()]).toEqual([2, 2, 2]);
  expect(counted.heads).toBe(heads + 1);
});

test('S1: what was being read while this process wrote is not kept', async () => {
  const { counted, shelf, storage } = setUp({ shelfFreshMs: 20 });
  const { promise, resolve } = Promise.withResolvers<void>();
  counted.arrived = promise;
  const early = shelf.snapshot(picture);
  await settle();
  await storage.submit([submission(create())]);
  shelf.forget(picture);
  resolve();
  expect((await early).cursor.seq).toBe(0);
  expect((await shelf.snapshot(picture)).cursor.seq).toBe(1);
});

test('S1: who asks after a change is not answered with a read from before it', async () => {
  const { counted, shelf, storage } = setUp();
  const { promise, resolve } = Promise.withResolvers<void>();
  counted.arrived = promise;
  const early = shelf.snapshot(picture);
  await settle();
  await storage.submit([submission(create())]);
  const late = shelf.snapshot(picture);
  resolve();
  expect((await early).cursor.seq).toBe(0);
  expect((await late).cursor.seq).toBe(1);
  expect((await shelf.snapshot(picture)).cursor.seq).toBe(1);
});

test('V1: one kept snapshot, and each sees of it what their eyes may', async () => {
  const { counted, shelf, storage } = setUp();
  const ada = actor({ premoderated: true });
  await storage.submit([submission(create({ comment: { id: freshId(), text: 'Waits for Mia' } }), ada)]);
  for (const eyes of [PUBLIC, { kind: 'author', id: 'ben' }, { kind: 'author', id: '' }] as const)
    expect((await shelf.snapshot(picture)).conversations(eyes)).toBe('[]');
  for (const eyes of [{ kind: 'moderators' }, { kind: 'author', id: 'ada' }] as const)
    expect((await shelf.snapshot(picture)).conversations(eyes)).toContain('"name":"Ada"');
  expect((await shelf.snapshot(picture)).conversations(PUBLIC)).toBe('[]');
  expect(counted.snapshots).toBe(1);
});

test('L1: nothing is kept of what was changed, nor anything for longer than a moment', async () => {
  const { clock, counted, shelf, storage } = setUp();
  await storage.submit([submission(create())]);
  await shelf.snapshot(picture);
  expect(shelf.length).toBeGreaterThan(0);
  shelf.forget(picture);
  expect(shelf.length).toBe(0);
  await shelf.snapshot(picture);
  await clock.advance(1000);
  shelf.sweep(clock.now());
  expect(shelf.length).toBe(0);
  await shelf.snapshot(picture);
  expect(counted.snapshots).toBe(3);
});

test('a clock that was set back keeps nothing longer', async () => {
  const { clock, counted, shelf } = setUp();
  await shelf.snapshot(picture);
  const now = clock.now.bind(clock);
  clock.now = () => now() - 600_000;
  await shelf.snapshot(picture);
  expect(counted.snapshots).toBe(2);
});

test('it is bounded in length, and the oldest goes first', async () => {
  const { counted, shelf, storage } = setUp({ shelfLength: 600 });
  const urlIds = ['a', 'b', 'c', 'd'];
  for (const urlId of urlIds) {
    await storage.submit([submission(create(), actor(), urlId)]);
    await shelf.snapshot({ tenantId: 'demo', urlId });
    expect(shelf.length).toBeLessThanOrEqual(600);
  }
  expect(shelf.length).toBeGreaterThan(0);
  counted.snapshots = 0;
  await shelf.snapshot({ tenantId: 'demo', urlId: 'd' });
  expect(counted.snapshots).toBe(0);
  await shelf.snapshot({ tenantId: 'demo', urlId: 'a' });
  expect(counted.snapshots).toBe(1);
});

test('whoever asks hears that storage cannot read, and the next ask tries again', async () => {
  const { counted, shelf } = setUp();
  counted.arrived = Promise.reject(new Error('no disk'));
  const [one, other] = await Promise.allSettled([shelf.snapshot(picture), shelf.snapshot(picture)]);
  expect([one?.status, other?.status]).toEqual(['rejected', 'rejected']);
  counted.arrived = Promise.resolve();
  expect((await shelf.snapshot(picture)).cursor.seq).toBe(0);
});
