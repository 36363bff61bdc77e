import { expect, test } from 'bun:test';
import { MemoryStorage } from './memory/storage.ts';
import { decide } from './rules/decide.ts';
import { storageAround } from './storage-around.ts';
import { create } from './testing/builders.ts';
import { TestHub, acked } from './testing/dialogue.ts';
import { FakeClock, settle } from './testing/fake-clock.ts';

test('R1: a reset takes nobody back who was sent more while it was being read', async () => {
  const clock = new FakeClock();
  const storage = new MemoryStorage({ decide, clock, epoch: 'e1' });
  const reads: (() => void)[] = [];
  let slow = false;
  const slowSnapshots = storageAround(storage, {
    snapshot: async (image) => {
      const snapshot = await storage.snapshot(image);
      if (slow) await new Promise<void>((resolve) => reads.push(resolve));
      return snapshot;
    },
  });
  const here = new TestHub({ clock, storage: slowSnapshots, settings: { catchUpEvents: 1 } });
  const bob = await here.join('visitor:bob:Bob');
  await bob.watches('picture');
  const ada = await new TestHub({ clock, storage }).join();
  const { i } = await ada.watches('picture');
  for (let n = 0; n < 3; n++) await acked(ada, i, create());
  slow = true;
  await here.hub.checkHeads();
  await settle();
  expect(reads).toHaveLength(1);
  await acked(ada, i, create());
  const zoe = await here.join('visitor:zoe:Zoe');
  expect(await zoe.watches('picture', { epoch: 'e1', seq: 3 })).toMatchObject({ seq: 4 });
  slow = false;
  reads[0]?.();
  expect(await zoe.hears('reset')).toMatchObject({ seq: 4 });
  expect(await bob.hears('reset')).toMatchObject({ seq: 4 });
});
