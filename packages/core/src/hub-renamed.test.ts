/** What watchers of an image hear when it has another name: on the process where that was decided, and on others. */
import { expect, test } from 'bun:test';
import { MemoryExchange } from './memory/bus.ts';
import { MemoryStorage } from './memory/storage.ts';
import { decide } from './rules/decide.ts';
import { HUB_SETTINGS } from './settings.ts';
import { add, create } from './testing/builders.ts';
import { TestHub, acked, eventSeqs } from './testing/dialogue.ts';
import { FakeClock, settle } from './testing/fake-clock.ts';

const OLD = { tenantId: 'demo', urlId: 'old' };
const NEW = { tenantId: 'demo', urlId: 'new' };

/** Two hubs on one storage, with a talk of one conversation under the old name. */
async function world() {
  const clock = new FakeClock();
  const storage = new MemoryStorage({ decide, clock, epoch: 'e1' });
  const exchange = new MemoryExchange();
  const hubs = [1, 2].map(() => new TestHub({ clock, storage, bus: exchange.bus() })) as [TestHub, TestHub];
  const [here, there] = hubs;
  const ada = await here.join();
  const { i } = await ada.watches('old');
  const talk = create();
  await acked(ada, i, talk);
  await settle();
  ada.heard.length = 0;
  const rename = async (): Promise<void> => {
    expect(await storage.groups.rename(OLD, 'new')).toBe('renamed');
    await here.hub.renamed([OLD, NEW]);
    await settle();
  };
  return { ada, clock, i, here, rename, storage, talk, there };
}

test('N2, R1: who watches the old name gets a reset on every process, and goes on from there', async () => {
  const { ada, i, rename, talk, there } = await world();
  const bob = await there.join('visitor:bob:Bob');
  const atBob = await bob.watches('old');
  expect(atBob.seq).toBe(1);
  await rename();
  const reset = { t: 'reset', epoch: 'e1', seq: 2, conversations: [] };
  expect(await ada.hears('reset')).toMatchObject({ ...reset, i });
  expect(await bob.hears('reset')).toMatchObject({ ...reset, i: atBob.i });
  // What was said is not here any more; what is said from now on is.
  ada.says({ t: 'submit', i, operation: add(talk.id) });
  expect((await ada.hears('refused')).error.code).toBe('not-found');
  expect(await acked(ada, i, create())).toMatchObject({ epoch: 'e1', seq: 3 });
  await settle();
  expect(eventSeqs(bob.heard)).toEqual([3]);
});

test('N2, R1: who watches the new name gets the talk as it would have come, on every process', async () => {
  const { here, rename, talk, there } = await world();
  const [eve, bob] = [await here.join('visitor:eve:Eve'), await there.join('visitor:bob:Bob')];
  for (const each of [eve, bob]) expect((await each.watches('new')).seq).toBe(0);
  await rename();
  for (const each of [eve, bob]) {
    const { e } = await each.hears('events');
    expect(e).toMatchObject([{ seq: 1, type: 'new-image-chat', id: talk.id }]);
  }
  expect((await here.hub.snapshot(NEW)).cursor).toEqual({ epoch: 'e1', seq: 1 });
  expect((await there.hub.snapshot(OLD)).cursor).toEqual({ epoch: 'e1', seq: 2 });
});

test('N2, R1: who comes back with a cursor of the old name gets a snapshot of what it is now', async () => {
  const { here, rename } = await world();
  await rename();
  const cy = await here.join('visitor:cy:Cy');
  expect(await cy.watches('old', { epoch: 'e1', seq: 1 })).toMatchObject({ seq: 2, conversations: [] });
});

test('snapshots over HTTP follow at once, also on a process that had one at hand', async () => {
  const { clock, here, rename, there } = await world();
  for (const { hub } of [here, there]) {
    await hub.snapshot(OLD);
    await hub.snapshot(NEW);
  }
  await rename();
  expect((await here.hub.snapshot(OLD)).cursor.seq).toBe(2);
  // Where nobody watches, another process is believed for an instant.
  await clock.advance(HUB_SETTINGS.shelfFreshMs);
  for (const { hub } of [here, there]) {
    expect((await hub.snapshot(OLD)).cursor.seq).toBe(2);
    expect((await hub.snapshot(NEW)).cursor.seq).toBe(1);
  }
});
