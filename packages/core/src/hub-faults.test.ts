/** What a hub does when its bus is slow or away, its storage slow or failing, and it is asked to close meanwhile. */
import { expect, test } from 'bun:test';
import { MemoryStorage } from './memory/storage.ts';
import type { Bus, BusListener } from './ports/bus.ts';
import type { Storage } from './ports/storage.ts';
import { decide } from './rules/decide.ts';
import { create, submission } from './testing/builders.ts';
import { TestHub, eventSeqs } from './testing/dialogue.ts';
import { FakeClock, settle } from './testing/fake-clock.ts';

/** A bus that carries nothing, whose word a test gives: what is subscribed waits for `confirms`. */
function quietBus() {
  const confirmed = Promise.withResolvers<boolean>();
  const line: { listener: BusListener | undefined; confirms(joined: boolean): void } = {
    listener: undefined,
    confirms: (joined) => confirmed.resolve(joined),
  };
  const bus: Bus = {
    listen: (listener) => {
      line.listener = listener;
    },
    subscribe: () => confirmed.promise,
    unsubscribe: () => undefined,
    publish: () => undefined,
    close: async () => undefined,
  };
  return { bus, line };
}

/** A storage in memory of which a test takes methods into its own hands. */
function storageWith(clock: FakeClock, change: (storage: MemoryStorage) => Partial<Storage>): Storage {
  const storage = new MemoryStorage({ decide, clock, epoch: 'e1' });
  return {
    submit: (group) => storage.submit(group),
    snapshot: (image) => storage.snapshot(image),
    eventsAfter: (...asked) => storage.eventsAfter(...asked),
    thread: (...asked) => storage.thread(...asked),
    heads: (images) => storage.heads(images),
    close: () => storage.close(),
    ...change(storage),
  };
}

test('R2: nobody is answered before the bus has confirmed, so that nothing falls between the read and what it carries', async () => {
  const { bus, line } = quietBus();
  const clock = new FakeClock();
  const storage = storageWith(clock, () => ({}));
  const hub = new TestHub({ clock, storage, bus });
  const bob = await hub.join('visitor:bob:Bob');
  bob.says({ t: 'subscribe', ref: 1, urlId: 'picture' });
  await settle();
  expect(bob.heard).toEqual([]);
  // Another process writes what this one cannot hear of yet.
  await storage.submit([submission(create())]);
  line.confirms(true);
  expect(await bob.hears('subscribed')).toMatchObject({ seq: 1, conversations: [{}] });
});

test('D1, R2: as long as the bus is away heads are compared every two seconds, however lately they were', async () => {
  const { bus, line } = quietBus();
  line.confirms(true);
  const clock = new FakeClock();
  const storage = storageWith(clock, () => ({}));
  const hub = new TestHub({ clock, storage, bus });
  const bob = await hub.join('visitor:bob:Bob');
  await bob.watches('picture');
  line.listener?.onAway();
  for (let seq = 1; seq <= 3; seq++) {
    await hub.hub.checkHeads();
    await storage.submit([submission(create())]);
    await clock.advance(2000);
    expect(eventSeqs(bob.heard).at(-1)).toBe(seq);
  }
});

test('a hub that closes waits for what it was asked to write, and answers it', async () => {
  const clock = new FakeClock();
  const held = Promise.withResolvers<void>();
  const storage = storageWith(clock, (inner) => ({
    submit: async (group) => {
      await held.promise;
      return inner.submit(group);
    },
  }));
  const hub = new TestHub({ clock, storage });
  const steps: string[] = [];
  void hub.hub.submit(submission(create())).then(({ accepted }) => steps.push(`accepted ${accepted}`));
  await settle();
  void hub.hub.close().then(() => steps.push('closed'));
  await settle();
  expect(steps).toEqual([]);
  held.resolve();
  await settle();
  expect(steps).toEqual(['accepted true', 'closed']);
});

test('F1: a subscribe that storage could not answer leaves nothing watched, and may be asked again', async () => {
  const clock = new FakeClock();
  let fails = true;
  const storage = storageWith(clock, (inner) => ({
    snapshot: (image) => (fails ? Promise.reject(new Error('disk gone')) : inner.snapshot(image)),
  }));
  const hub = new TestHub({ clock, storage });
  const bob = await hub.join('visitor:bob:Bob');
  bob.says({ t: 'subscribe', ref: 1, urlId: 'picture' });
  expect(await bob.hears('refused')).toMatchObject({ ref: 1, error: { code: 'unavailable', retry: true } });
  expect(hub.hub.stats().watchedImages).toBe(0);
  fails = false;
  const { i } = await bob.watches('picture');
  await hub.hub.submit(submission(create()));
  expect(await bob.hears('events')).toMatchObject({ i, e: [{ seq: 1 }] });
});

test('W8: a subscribe that fails late does not end the later one that took its place', async () => {
  const clock = new FakeClock();
  const first = Promise.withResolvers<never>();
  const storage = storageWith(clock, () => ({ eventsAfter: () => first.promise }));
  const hub = new TestHub({ clock, storage });
  const bob = await hub.join('visitor:bob:Bob');
  const cursor = { epoch: 'e1', seq: 0 };
  bob.says({ t: 'subscribe', ref: 1, urlId: 'picture', cursor });
  await settle();
  // Not with that cursor, or it would share the read.
  bob.says({ t: 'subscribe', ref: 2, urlId: 'picture' });
  expect(await bob.hears('subscribed')).toMatchObject({ ref: 2, seq: 0 });
  first.reject(new Error('disk gone'));
  expect(await bob.hears('refused')).toMatchObject({ ref: 1 });
  await hub.hub.submit(submission(create()));
  expect(await bob.hears('events')).toMatchObject({ e: [{ seq: 1 }] });
});
