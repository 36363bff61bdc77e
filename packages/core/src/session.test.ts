import { describe, expect, test } from 'bun:test';
import { MemoryStorage } from './memory/storage.ts';
import { decide } from './rules/decide.ts';
import { create } from './testing/builders.ts';
import { TestHub, acked } from './testing/dialogue.ts';
import { FakeClock, settle } from './testing/fake-clock.ts';

describe('sessions', () => {
  test('T1: a mute session is closed within 40 s; one that says alive, or whose browser answers pings, is not', async () => {
    const hub = new TestHub();
    const [mute, alive, hidden] = [
      await hub.join(),
      await hub.join('visitor:bob:Bob'),
      await hub.join('visitor:zoe:Zoe'),
    ];
    hidden.answersPings = true;
    await hub.clock.advance(25_000);
    alive.says({ t: 'alive' });
    await alive.hears('alive');
    await hub.clock.advance(15_000);
    expect(mute.closed).toMatchObject({ code: 4001 });
    await hub.clock.advance(10_000);
    expect([alive.closed, hidden.closed]).toEqual([undefined, undefined]);
  });

  test('T1: where the clock was set back, a mute session is closed within 45 s all the same', async () => {
    const hub = new TestHub();
    const mute = await hub.join();
    const now = hub.clock.now.bind(hub.clock);
    hub.clock.now = () => now() - 600_000;
    await hub.clock.advance(45_000);
    expect(mute.closed).toMatchObject({ code: 4001 });
  });

  test('F1: a frame that cannot be read is refused, and the session lives on', async () => {
    const ada = await new TestHub().join();
    ada.says('not json');
    expect(await ada.hears('refused')).toMatchObject({ error: { code: 'invalid-input' } });
    ada.says('{"t":"dance"}');
    expect(await ada.hears('refused')).toMatchObject({ error: { code: 'unknown-type' } });
    expect(await ada.watches('picture')).toMatchObject({ seq: 0 });
  });

  test('a session that only ever sends rubbish is closed for good', async () => {
    const ada = await new TestHub().join();
    for (let n = 0; n < 100; n++) ada.says('rubbish');
    expect(ada.closed).toMatchObject({ code: 4504 });
  });

  test('W8: two tenants with the same urlId never hear of each other, and a number one does not hold is refused', async () => {
    const hub = new TestHub();
    const [ada, eve] = [await hub.join('visitor:ada:Ada', 'one'), await hub.join('visitor:ada:Ada', 'two')];
    const { i } = await ada.watches('picture');
    const other = await eve.watches('picture');
    expect(other.i).not.toBe(i);
    await acked(ada, i, create());
    await settle();
    expect(eve.heard).toEqual([]);
    eve.says({ t: 'submit', i, operation: create() });
    expect(await eve.hears('refused')).toMatchObject({ error: { code: 'not-subscribed' } });
  });

  test('W8, W3: watching an image again replaces the former subscription, and each subscribe is answered once', async () => {
    const ada = await new TestHub().join();
    ada.says({ t: 'subscribe', ref: 1, urlId: 'picture' });
    ada.says({ t: 'subscribe', ref: 2, urlId: 'picture' });
    await settle();
    const answers = ada.heard.map((message) => `${message.t} ${'ref' in message ? message.ref : ''}`);
    expect(answers.toSorted()).toEqual(['refused 1', 'subscribed 2']);
    const { i } = await new TestHub().join().then((other) => other.watches('picture'));
    ada.heard.length = 0;
    await acked(ada, i, create());
    expect(ada.heard.filter(({ t }) => t === 'events')).toHaveLength(1);
  });

  test('W8: one session watches a bounded number of images', async () => {
    const ada = await new TestHub({ settings: { subscriptions: 2 } }).join();
    const { i } = await ada.watches('one');
    await ada.watches('two');
    ada.says({ t: 'subscribe', ref: 3, urlId: 'three' });
    expect(await ada.hears('refused')).toMatchObject({
      ref: 3,
      error: { code: 'invalid-input', retry: false },
    });
    ada.says({ t: 'unsubscribe', i });
    expect(await ada.watches('three')).toMatchObject({ seq: 0 });
  });

  test('what a subscriber tells of an image reaches storage with its first conversation', async () => {
    const clock = new FakeClock();
    const storage = new MemoryStorage({ decide, clock, epoch: 'e1' });
    const told: unknown[] = [];
    const submit = storage.submit.bind(storage);
    storage.submit = (group) => {
      told.push(...group.map(({ facts }) => facts));
      return submit(group);
    };
    const ada = await new TestHub({ clock, storage }).join();
    const facts = { src: 'https://example.com/sofa.jpg', title: 'The room' };
    ada.says({ t: 'subscribe', ref: 1, urlId: 'picture', facts });
    await acked(ada, (await ada.hears('subscribed')).i, create());
    expect(told).toEqual([facts]);
  });

  test('P1: who says they are here hears who else is, until they stop watching; nobody else does', async () => {
    const hub = new TestHub();
    const [ada, bob, eve] = [
      await hub.join(),
      await hub.join('visitor:bob:Bob'),
      await hub.join('visitor:eve:Eve'),
    ];
    const { i } = await ada.watches('picture');
    await bob.watches('picture');
    await eve.watches('picture');
    ada.says({ t: 'presence', i, typing: null });
    bob.says({ t: 'presence', i, typing: 'c1' });
    await hub.clock.advance(500);
    const people = [
      { id: 'bob', name: 'Bob', typing: 'c1' },
      { id: 'ada', name: 'Ada' },
    ];
    expect(await ada.hears('presence')).toMatchObject({ i, viewers: 3, people });
    expect(eve.heard).toEqual([]);
    bob.hangsUp();
    await hub.clock.advance(500);
    expect(await ada.hears('presence')).toMatchObject({ viewers: 2, people: [{ id: 'ada' }] });
    ada.says({ t: 'unsubscribe', i });
    await hub.clock.advance(500);
    expect(hub.clock.timers).toBe(1);
  });

  test('an identify changes who speaks, and frames behind it wait for it', async () => {
    const ada = await new TestHub().join('visitor:ada:');
    const { i } = await ada.watches('picture');
    ada.says({ t: 'submit', i, operation: create() });
    expect(await ada.hears('refused')).toMatchObject({ error: { code: 'name-needed' } });
    ada.says({ t: 'identify', ref: 2, token: 'visitor:ada:Ada' });
    ada.says({ t: 'submit', i, operation: create() });
    expect(await ada.hears('identified')).toMatchObject({ ref: 2, actor: { name: 'Ada' } });
    await settle();
    expect(ada.heard.map(({ t }) => t)).toContain('ack');
  });

  test('a drain closes sessions in slices, and what was submitted before is answered', async () => {
    const hub = new TestHub();
    const crowd = await Promise.all(Array.from({ length: 10 }, (_, n) => hub.join(`visitor:v${n}:V${n}`)));
    const [ada] = crowd as [(typeof crowd)[0]];
    const { i } = await ada.watches('picture');
    const operation = create();
    ada.says({ t: 'submit', i, operation });
    const gone = () => crowd.filter(({ closed }) => closed).length;
    const drained = hub.hub.close(250);
    expect(gone()).toBe(2);
    await hub.clock.advance(100);
    expect(gone()).toBe(6);
    await hub.clock.advance(150);
    await drained;
    expect(gone()).toBe(10);
    expect((await hub.storage.snapshot({ tenantId: 'demo', urlId: 'picture' })).conversations).toHaveLength(
      1,
    );
  });

  test('closing asks every client to connect elsewhere', async () => {
    const hub = new TestHub();
    const ada = await hub.join();
    await hub.hub.close();
    expect(ada.closed).toMatchObject({ code: 4000 });
    expect(hub.clock.timers).toBe(0);
  });
});
