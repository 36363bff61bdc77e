import { expect, test } from 'bun:test';
import type { Person } from '@imagechat/protocol/presence';
import { Presence } from './presence.ts';
import { actor } from './testing/builders.ts';
import { FakeClock } from './testing/fake-clock.ts';

const LIMITS = { presenceMinMs: 500, presenceMaxMs: 10_000, presenceViewersPerMs: 1 };
const bob = actor({ id: 'bob', name: 'Bob' });

function setUp() {
  const clock = new FakeClock();
  const crowd = { viewers: 2, busy: false };
  const told: { viewers: number; people: readonly Person[] }[] = [];
  const presence = new Presence(clock, LIMITS, {
    publish: (viewers, people) => told.push({ viewers, people }),
    viewers: () => crowd.viewers,
    busy: () => crowd.busy,
  });
  return { clock, crowd, told, presence };
}

test('P1: however much changes within a window, the latest whole answer goes out once', async () => {
  const { clock, told, presence } = setUp();
  const [tab, other] = [{}, {}];
  presence.announce(tab, actor(), null);
  for (const typing of ['one', 'two', null, 'three']) presence.announce(other, bob, typing);
  expect(told).toEqual([]);
  await clock.advance(500);
  expect(told).toEqual([
    {
      viewers: 2,
      people: [
        { id: 'bob', name: 'Bob', typing: 'three' },
        { id: 'ada', name: 'Ada' },
      ],
    },
  ]);
});

test('P1: typing ends by itself, and an unchanged answer is not told again', async () => {
  const { clock, told, presence } = setUp();
  presence.announce({}, bob, 'one');
  await clock.advance(500);
  await clock.advance(6000);
  expect(told.at(-1)?.people).toEqual([{ id: 'bob', name: 'Bob' }]);
  await clock.advance(60_000);
  expect(told).toHaveLength(2);
  expect(clock.timers).toBe(0);
});

test('P1: somebody with two tabs is one person, and without a name only a viewer', async () => {
  const { clock, told, presence } = setUp();
  presence.announce({}, bob, null);
  presence.announce({}, bob, 'one');
  presence.announce({}, actor({ id: '', name: '' }), null);
  await clock.advance(500);
  expect(told.at(-1)?.people).toEqual([{ id: 'bob', name: 'Bob', typing: 'one' }]);
});

test('P1: it steps back while events are busy, and a crowd hears it more seldom', async () => {
  const { clock, crowd, told, presence } = setUp();
  crowd.busy = true;
  presence.announce({}, bob, null);
  await clock.advance(2000);
  expect(told).toEqual([]);
  crowd.busy = false;
  await clock.advance(500);
  expect(told).toHaveLength(1);
  crowd.viewers = 5000;
  presence.changed();
  await clock.advance(4999);
  expect(told).toHaveLength(1);
  await clock.advance(1);
  expect(told).toMatchObject([{}, { viewers: 5000 }]);
});

test('P1: when the last one who cares has left there is no timer', async () => {
  const { clock, presence } = setUp();
  const tab = {};
  presence.announce(tab, bob, 'one');
  presence.leave(tab);
  presence.changed();
  expect(clock.timers).toBe(0);
});
