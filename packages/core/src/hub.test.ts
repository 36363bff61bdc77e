import { describe, expect, test } from 'bun:test';
import type { Operation } from '@imagechat/protocol/catalog';
import { MemoryExchange } from './memory/bus.ts';
import { MemoryStorage } from './memory/storage.ts';
import type { Bus, BusListener } from './ports/bus.ts';
import { decide } from './rules/decide.ts';
import { storageAround } from './storage-around.ts';
import { add, create, freshId, submission } from './testing/builders.ts';
import { TestHub, acked, eventSeqs } from './testing/dialogue.ts';
import { FakeClock, settle } from './testing/fake-clock.ts';

/** Two hubs on one storage, joined by an exchange, whose messages a test can lose. */
function twoHubs() {
  const clock = new FakeClock();
  const storage = new MemoryStorage({ decide, clock, epoch: 'e1' });
  const exchange = new MemoryExchange();
  const line = { lose: false };
  const lossy = (bus: Bus): Bus => ({
    listen: (listener) => bus.listen(listener),
    subscribe: (image) => bus.subscribe(image),
    unsubscribe: (image) => bus.unsubscribe(image),
    publish: (message) => (line.lose ? undefined : bus.publish(message)),
    close: () => bus.close(),
  });
  const here = new TestHub({ clock, storage, bus: lossy(exchange.bus()) });
  const there = new TestHub({ clock, storage, bus: lossy(exchange.bus()) });
  return { clock, storage, line, here, there };
}

/** A hub whose first snapshot is read at once but arrives only when the test lets it. */
function heldReads() {
  const clock = new FakeClock();
  const inner = new MemoryStorage({ decide, clock, epoch: 'e1' });
  const held = Promise.withResolvers<void>();
  const read = { count: 0, release: () => held.resolve() };
  const storage = storageAround(inner, {
    eventsAfter: () => Promise.reject(new Error('not needed')),
    snapshot: async (image) => {
      read.count++;
      const snapshot = await inner.snapshot(image);
      await held.promise;
      return snapshot;
    },
  });
  return { hub: new TestHub({ clock, storage }), read };
}

describe('one hub', () => {
  test('N1: an image nobody has talked about is empty at seq 0', async () => {
    const ada = await new TestHub().join();
    expect(await ada.watches('quiet')).toMatchObject({ epoch: 'e1', seq: 0, conversations: [] });
  });

  test('O1: everyone watching sees an event, the author too, and the ack names its seq', async () => {
    const hub = new TestHub();
    const [ada, bob] = [await hub.join(), await hub.join('visitor:bob:Bob')];
    const { i } = await ada.watches('picture');
    await bob.watches('picture');
    const operation = create();
    expect(await acked(ada, i, operation)).toMatchObject({ epoch: 'e1', seq: 1 });
    const { e } = await bob.hears('events');
    expect(e).toMatchObject([
      { seq: 1, type: 'new-image-chat', broadcastId: operation.broadcastId, by: 'ada', name: 'Ada' },
    ]);
    expect(eventSeqs(ada.heard)).toEqual([1]);
  });

  test('O3: one frame, encoded once, the same bytes for everyone on the image', async () => {
    const hub = new TestHub();
    const [ada, bob] = [await hub.join(), await hub.join('visitor:bob:Bob')];
    const { i } = await ada.watches('picture');
    await bob.watches('picture');
    await acked(ada, i, create());
    const frame = bob.raw.at(-1);
    expect(frame).toContain('"t":"events"');
    expect(ada.raw).toContain(frame as string);
  });

  test('O2: a repeated broadcastId gets the first ack again and is not delivered twice', async () => {
    const hub = new TestHub();
    const ada = await hub.join();
    const { i } = await ada.watches('picture');
    const operation = create();
    const first = await acked(ada, i, operation);
    ada.heard.length = 0;
    expect(await acked(ada, i, operation)).toEqual(first);
    expect(eventSeqs(ada.heard)).toEqual([]);
  });

  test('A1: who wrote it and when is what the server says', async () => {
    const hub = new TestHub();
    const ada = await hub.join();
    const { i } = await ada.watches('picture');
    const forged = { ...create(), by: 'root', name: 'Root', at: 1, seq: 99, count: 7 };
    await acked(ada, i, forged);
    const events = ada.heard.find((message) => message.t === 'events');
    expect(events).toMatchObject({ e: [{ seq: 1, by: 'ada', name: 'Ada', at: hub.clock.now() }] });
  });

  test('F1: what the actor may not do is refused with a code, and nothing changes', async () => {
    const hub = new TestHub();
    const [ada, bob] = [await hub.join(), await hub.join('visitor:bob:Bob')];
    const { i } = await ada.watches('picture');
    const operation = create();
    await acked(ada, i, operation);
    await bob.watches('picture');
    bob.says({
      t: 'submit',
      i,
      operation: { type: 'delete-conversation', broadcastId: freshId(), id: operation.id },
    });
    expect(await bob.hears('refused')).toMatchObject({ error: { code: 'not-allowed', retry: false } });
    expect((await hub.storage.snapshot({ tenantId: 'demo', urlId: 'picture' })).cursor.seq).toBe(1);
  });

  test('O5: an undo is refused once somebody else moved the marker', async () => {
    const hub = new TestHub();
    const [ada, mia] = [await hub.join(), await hub.join('moderator:mia:Mia')];
    const { i } = await ada.watches('picture');
    await mia.watches('picture');
    const { id } = create();
    await acked(ada, i, create({ id }));
    const move = (x: number, undo?: { undoes: number }): Operation => ({
      type: 'move-conversation',
      broadcastId: freshId(),
      id,
      x,
      y: 1,
      ...undo,
    });
    const { seq } = await acked(ada, i, move(50));
    await acked(mia, i, move(70));
    ada.heard.length = 0;
    ada.says({ t: 'submit', i, operation: move(10, { undoes: seq }) });
    expect(await ada.hears('refused')).toMatchObject({ error: { code: 'overtaken' } });
    const { conversations } = await hub.storage.snapshot({ tenantId: 'demo', urlId: 'picture' });
    expect(conversations).toMatchObject([{ x: 70, placeSeq: 3 }]);
  });

  test('W1: nothing is answered before a hello, and frames that come with it wait for its answer', async () => {
    const hub = new TestHub();
    const early = hub.connect();
    early.says({ t: 'alive' });
    expect(early.closed).toMatchObject({ code: 4500 });
    const eager = hub.connect();
    eager.says({ t: 'hello', v: 1, tenantId: 'demo' });
    eager.says({ t: 'subscribe', ref: 5, urlId: 'picture' });
    await eager.hears('hello');
    expect(await eager.hears('subscribed')).toMatchObject({ ref: 5 });
  });

  test('an unwatched image is forgotten: no subscription, no bus, no timer of its own', async () => {
    const hub = new TestHub();
    const ada = await hub.join();
    const { i } = await ada.watches('picture');
    ada.says({ t: 'unsubscribe', i });
    expect(hub.hub.stats()).toMatchObject({ sessions: 1, watchedImages: 0 });
    ada.hangsUp();
    expect(hub.hub.stats()).toMatchObject({ sessions: 0, watchedImages: 0 });
    expect(hub.clock.timers).toBe(1);
  });
});

describe('catching up', () => {
  test('R1: a cursor gets exactly the events after it, none included', async () => {
    const hub = new TestHub();
    const ada = await hub.join();
    const { i } = await ada.watches('picture');
    const operation = create();
    await acked(ada, i, operation);
    await acked(ada, i, add(operation.id));
    await acked(ada, i, add(operation.id));
    const bob = await hub.join('visitor:bob:Bob');
    const missed = await bob.watches('picture', { epoch: 'e1', seq: 1 });
    expect(missed.events?.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(missed.seq).toBe(3);
    expect(await bob.watches('picture', { epoch: 'e1', seq: 3 })).toMatchObject({ seq: 3, events: [] });
  });

  test('R1: another epoch, or a cursor above the head, gets everything anew', async () => {
    const ada = await new TestHub().join();
    expect(await ada.watches('picture', { epoch: 'other', seq: 0 })).toMatchObject({ conversations: [] });
    expect(await ada.watches('picture', { epoch: 'e1', seq: 9 })).toMatchObject({
      seq: 0,
      conversations: [],
    });
  });

  test('R2: nothing falls between a snapshot and the live stream', async () => {
    const { hub, read } = heldReads();
    const bob = await hub.join('visitor:bob:Bob');
    bob.says({ t: 'subscribe', ref: 1, urlId: 'picture' });
    await settle();
    await hub.hub.submit(submission(create()));
    await hub.hub.submit(submission(create()));
    expect(bob.heard).toEqual([]);
    read.release();
    expect(await bob.hears('subscribed')).toMatchObject({ seq: 0, conversations: [] });
    await hub.hub.submit(submission(create()));
    await hub.clock.advance(20);
    // A batch that was waiting may repeat what the catch-up brought; the client drops by seq.
    expect([...new Set(eventSeqs(bob.heard))]).toEqual([1, 2, 3]);
  });

  test('a storm of subscribers shares one read, and later ones with a cursor need none', async () => {
    const { hub, read } = heldReads();
    const crowd = await Promise.all(
      ['ada', 'bob', 'eve', 'mia'].map((id) => hub.join(`visitor:${id}:${id}`)),
    );
    for (const one of crowd) one.says({ t: 'subscribe', ref: 1, urlId: 'picture' });
    await settle();
    read.release();
    for (const one of crowd) await one.hears('subscribed');
    expect(read.count).toBe(1);
    await hub.hub.submit(submission(create()));
    await hub.hub.submit(submission(create()));
    const late = await hub.join('visitor:zoe:Zoe');
    const missed = await late.watches('picture', { epoch: 'e1', seq: 1 });
    expect(missed.events?.map(({ seq }) => seq)).toEqual([2]);
    expect(read.count).toBe(1);
  });

  test('L1: a snapshot kept in memory does not outlive what was deleted from it', async () => {
    const hub = new TestHub();
    const start = create({ comment: { id: freshId(), text: 'a secret' } });
    await hub.hub.submit(submission(start));
    const [ada, bob] = [await hub.join(), await hub.join('visitor:bob:Bob')];
    await ada.watches('picture');
    await bob.watches('picture');
    expect(bob.raw.join('')).toContain('a secret');
    await hub.hub.submit(submission({ type: 'delete-conversation', broadcastId: freshId(), id: start.id }));
    const eve = await hub.join('visitor:eve:Eve');
    expect(await eve.watches('picture')).toMatchObject({ seq: 2, conversations: [] });
    const zoe = await hub.join('visitor:zoe:Zoe');
    await zoe.watches('picture', { epoch: 'e1', seq: 0 });
    expect([...eve.raw, ...zoe.raw].join('')).not.toContain('a secret');
  });
});

describe('two hubs', () => {
  test('O1, R3: what happens on one is seen on the other, in order', async () => {
    const { here, there, clock } = twoHubs();
    const [ada, bob] = [await here.join(), await there.join('visitor:bob:Bob')];
    const { i } = await ada.watches('picture');
    await bob.watches('picture');
    const operation = create();
    await acked(ada, i, operation);
    await acked(ada, i, add(operation.id));
    await clock.advance(20);
    expect(eventSeqs(bob.heard)).toEqual([1, 2]);
  });

  test('R3: a gap is filled from the log before anything later is delivered', async () => {
    const { here, there, clock, line } = twoHubs();
    const [ada, bob] = [await here.join(), await there.join('visitor:bob:Bob')];
    const { i } = await ada.watches('picture');
    await bob.watches('picture');
    line.lose = true;
    const operation = create();
    await acked(ada, i, operation);
    line.lose = false;
    await acked(ada, i, add(operation.id));
    await clock.advance(20);
    expect(eventSeqs(bob.heard)).toEqual([1, 2]);
  });

  test('R4, T1: a lost last event is found by the one timer, with one query over all watched images', async () => {
    const { here, there, clock, line, storage } = twoHubs();
    let queries = 0;
    const heads = storage.heads.bind(storage);
    storage.heads = (images) => {
      queries++;
      return heads(images);
    };
    const [ada, bob] = [await here.join(), await there.join('visitor:bob:Bob')];
    const { i } = await ada.watches('picture');
    await bob.watches('picture');
    await bob.watches('another');
    line.lose = true;
    await acked(ada, i, create());
    queries = 0;
    await clock.advance(25_000);
    expect(eventSeqs(bob.heard)).toEqual([1]);
    expect(queries).toBe(2);
    expect([here, there].map(({ hub }) => hub.stats().headCheck.behind)).toEqual([0, 1]);
    expect(there.hub.stats().headCheck.ageMs).toBeLessThan(25_000);
  });

  test('R4, T1: a clock that is set back stops no head check', async () => {
    const { here, there, clock, line } = twoHubs();
    const [ada, bob] = [await here.join(), await there.join('visitor:bob:Bob')];
    const { i } = await ada.watches('picture');
    await bob.watches('picture');
    await clock.advance(30_000);
    const now = clock.now.bind(clock);
    clock.now = () => now() - 600_000;
    line.lose = true;
    await acked(ada, i, create());
    await clock.advance(35_000);
    expect(eventSeqs(bob.heard)).toEqual([1]);
  });

  test('D1, R2: with the bus away operations commit, own watchers see them at once, others within two seconds', async () => {
    const clock = new FakeClock();
    const storage = new MemoryStorage({ decide, clock, epoch: 'e1' });
    let listener: BusListener | undefined;
    const away: Bus = {
      listen: (heard) => {
        listener = heard;
      },
      subscribe: async () => false,
      unsubscribe: () => undefined,
      publish: () => undefined,
      close: async () => undefined,
    };
    const here = new TestHub({ clock, storage });
    const there = new TestHub({ clock, storage, bus: away });
    listener?.onAway();
    const [ada, amy, bob] = [
      await here.join(),
      await here.join('visitor:amy:Amy'),
      await there.join('visitor:bob:Bob'),
    ];
    const { i } = await ada.watches('picture');
    await amy.watches('picture');
    await bob.watches('picture');
    await acked(ada, i, create());
    expect(eventSeqs(amy.heard)).toEqual([1]);
    expect(eventSeqs(bob.heard)).toEqual([]);
    await clock.advance(2000);
    expect(eventSeqs(bob.heard)).toEqual([1]);
    await acked(ada, i, create());
    listener?.onBack();
    await clock.advance(20);
    expect(eventSeqs(bob.heard)).toEqual([1, 2]);
  });

  test('T1: a bus that comes and goes puts no pulse off', async () => {
    let listener: BusListener | undefined;
    const flapping: Bus = {
      listen: (heard) => {
        listener = heard;
      },
      subscribe: async () => false,
      unsubscribe: () => undefined,
      publish: () => undefined,
      close: async () => undefined,
    };
    const clock = new FakeClock();
    const hub = new TestHub({
      clock,
      storage: new MemoryStorage({ decide, clock, epoch: 'e1' }),
      bus: flapping,
    });
    const mute = await hub.join();
    for (let second = 0; second < 45; second++) {
      listener?.onAway();
      await clock.advance(500);
      listener?.onBack();
      await clock.advance(500);
    }
    expect(mute.closed).toMatchObject({ code: 4001 });
  });

  test('R1: when the log cannot lead on, everyone gets one reset', async () => {
    const clock = new FakeClock();
    const storage = new MemoryStorage({ decide, clock, epoch: 'e1' });
    const hub = new TestHub({
      clock,
      storage,
      settings: { catchUpEvents: 1 },
      bus: new MemoryExchange().bus(),
    });
    const bob = await hub.join('visitor:bob:Bob');
    await bob.watches('picture');
    const elsewhere = new TestHub({ clock, storage });
    const ada = await elsewhere.join();
    const { i } = await ada.watches('picture');
    for (let n = 0; n < 3; n++) await acked(ada, i, create());
    await hub.hub.checkHeads();
    expect(await bob.hears('reset')).toMatchObject({ seq: 3 });
    expect(bob.heard).toEqual([]);
  });
});
