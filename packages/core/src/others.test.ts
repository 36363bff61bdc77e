/** What hubs on one bus tell one another beside events: who is here, that they live, and that something may not have been said. */

import { expect, test } from 'bun:test';
import { MemoryExchange } from './memory/bus.ts';
import { MemoryStorage } from './memory/storage.ts';
import type { Bus } from './ports/bus.ts';
import type { Outcome, Submission } from './ports/storage.ts';
import { decide } from './rules/decide.ts';
import { storageAround } from './storage-around.ts';
import { create, submission } from './testing/builders.ts';
import { TestHub, type TestSession, eventSeqs } from './testing/dialogue.ts';
import { FakeClock, settle } from './testing/fake-clock.ts';

/** Three pulses and a little: then who says nothing is taken for gone. */
const SILENCE_MS = 21_000;

/** Two hubs that know of one another; a test can lose all that one of them says, and what becomes of a group. */
function twoNodes() {
  const clock = new FakeClock();
  const inner = new MemoryStorage({ decide, clock, epoch: 'e1' });
  const exchange = new MemoryExchange();
  const says = { here: true, there: true };
  const fate = { submit: (group: readonly Submission[]) => inner.submit(group) };
  const bound = (bus: Bus, who: keyof typeof says): Bus => ({
    listen: (listener) => bus.listen(listener),
    subscribe: (image) => bus.subscribe(image),
    unsubscribe: (image) => bus.unsubscribe(image),
    publish: (message) => (says[who] ? bus.publish(message) : undefined),
    close: () => bus.close(),
  });
  const storage = storageAround(inner, {
    submit: (group) => fate.submit(group),
  });
  const node = (who: keyof typeof says) =>
    new TestHub({ clock, storage, bus: bound(exchange.bus(), who), node: who });
  return { clock, inner, says, fate, here: node('here'), there: node('there') };
}

/** Somebody who watches the picture and says that they are here. */
async function present(hub: TestHub, token: string): Promise<TestSession> {
  const session = await hub.join(token);
  session.answersPings = true;
  const { i } = await session.watches('picture');
  session.says({ t: 'presence', i, typing: null });
  return session;
}

/** What somebody was told last of who is here. */
function told(session: TestSession): [number, string[]] | undefined {
  const last = session.heard.filter((frame) => frame.t === 'presence').at(-1);
  return last && [last.viewers, last.people.map(({ name }) => name).sort()];
}

test('P1: who is on another process is seen here, with those who only look, until they leave', async () => {
  const { clock, here, there } = twoNodes();
  const ada = await present(here, 'visitor:ada:Ada');
  await clock.advance(1000);
  expect(told(ada)).toEqual([1, ['Ada']]);
  const bob = await present(there, 'visitor:bob:Bob');
  const cyd = await there.join('visitor:cyd:Cyd');
  await cyd.watches('picture');
  await clock.advance(2000);
  expect(told(ada)).toEqual([3, ['Ada', 'Bob']]);
  // Who came later asked, and was told what was there before.
  expect(told(bob)).toEqual([3, ['Ada', 'Bob']]);
  bob.hangsUp();
  await clock.advance(2000);
  expect(told(ada)).toEqual([2, ['Ada']]);
  cyd.hangsUp();
  await clock.advance(2000);
  expect(told(ada)).toEqual([1, ['Ada']]);
});

test('P1: one person on two processes is one person; typing elsewhere is seen here and ends', async () => {
  const { clock, here, there } = twoNodes();
  const ada = await present(here, 'visitor:ada:Ada');
  const again = await present(there, 'visitor:ada:Ada');
  await clock.advance(2000);
  expect(told(ada)).toEqual([2, ['Ada']]);
  const [{ i = 0 } = {}] = again.heard.filter((frame) => frame.t === 'presence');
  again.says({ t: 'presence', i, typing: 'one' });
  const typing = () => ada.heard.filter((frame) => frame.t === 'presence').at(-1)?.people[0]?.typing;
  await clock.advance(1500);
  expect(typing()).toBe('one');
  await clock.advance(9000);
  expect(typing()).toBeUndefined();
});

test('P1, R4: a process that went silent is nobody’s company any more, and what it may have had to tell is looked for', async () => {
  const { clock, inner, says, here, there } = twoNodes();
  const ada = await present(here, 'visitor:ada:Ada');
  await present(there, 'visitor:bob:Bob');
  await clock.advance(6000);
  expect(told(ada)).toEqual([2, ['Ada', 'Bob']]);
  says.there = false;
  await inner.submit([submission(create())]);
  await clock.advance(SILENCE_MS);
  expect(told(ada)).toEqual([1, ['Ada']]);
  expect(eventSeqs(ada.heard)).toEqual([1]);
  // It only was away: what it says next is news again.
  says.there = true;
  await clock.advance(150_000);
  expect(told(ada)).toEqual([2, ['Ada', 'Bob']]);
});

test('R4, O2: a group of which nobody knows whether it is durable is looked for everywhere once storage answers', async () => {
  const { clock, inner, fate, here, there } = twoNodes();
  const [ada, bob] = [await here.join(), await there.join('visitor:bob:Bob')];
  await ada.watches('picture');
  await bob.watches('picture');
  fate.submit = async (group): Promise<readonly Outcome[]> => {
    await inner.submit(group);
    throw new Error('the line broke at the commit');
  };
  const asked = submission(create());
  expect(await here.hub.submit(asked)).toMatchObject({ accepted: false });
  await settle();
  expect([eventSeqs(ada.heard), eventSeqs(bob.heard)]).toEqual([[], []]);
  await clock.advance(7000);
  expect([eventSeqs(ada.heard), eventSeqs(bob.heard)]).toEqual([[1], [1]]);
});

test('O2, R4: a repeat tells those who watch elsewhere that there is something, for who answered first may be gone', async () => {
  const { inner, here, there } = twoNodes();
  const [ada, bob] = [await here.join(), await there.join('visitor:bob:Bob')];
  await ada.watches('picture');
  await bob.watches('picture');
  const asked = submission(create());
  await inner.submit([asked]);
  expect(await here.hub.submit(asked)).toMatchObject({ accepted: true });
  await settle();
  expect([eventSeqs(ada.heard), eventSeqs(bob.heard)]).toEqual([[1], [1]]);
});

test('P1: a process alone on its bus tells nobody anything', async () => {
  const published: unknown[] = [];
  const bus: Bus = {
    listen: () => undefined,
    subscribe: async () => true,
    unsubscribe: () => undefined,
    publish: (message) => published.push(message),
    close: async () => undefined,
  };
  const hub = new TestHub({ bus });
  const ada = await present(hub, 'visitor:ada:Ada');
  await hub.clock.advance(60_000);
  ada.hangsUp();
  expect(published).toEqual([]);
});
