import { expect, test } from 'bun:test';
import { MemoryUsage } from '@imagechat/core/memory/usage';
import type { UsageTotal } from '@imagechat/core/ports/usage';
import { FakeClock, settle } from '@imagechat/core/testing/fake-clock';
import { UsageMeter } from '@imagechat/core/usage-meter';
import { UsageFlush } from './usage-flush.ts';

/** A meter that counts and a store whose saves the test can hold back or let fail. */
function world(run = 'run') {
  const clock = new FakeClock();
  const meter = new UsageMeter(clock, (text) => text.length);
  const usage = new MemoryUsage();
  const saves: { totals: readonly UsageTotal[]; finish: (fails?: boolean) => Promise<void> }[] = [];
  const logged: string[] = [];
  const save = (name: string, totals: readonly UsageTotal[]): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const finish = async (fails = false) => {
      if (fails) reject(new Error('disk full'));
      else await usage.save(name, totals).then(resolve);
      await settle();
    };
    saves.push({ totals, finish });
    return promise;
  };
  const log = (_: string, event: string) => logged.push(event);
  const flush = new UsageFlush({ meter, store: { save }, run, everyMs: 20_000, log });
  const pulse = () => flush.pulse(clock.now());
  const hand = (events = 1) =>
    meter.handed({ tenantId: 'demo', recipients: new Map([['a.example', 2]]), frame: 'x', events });
  const told = async () =>
    (await usage.read('demo', '0', '9')).map(({ pubSubMessageCount }) => pubSubMessageCount);
  return { clock, flush, saves, logged, pulse, hand, told };
}

test('M1 totals are saved at most every 20 s, and only when they changed', async () => {
  const { clock, saves, pulse, hand, told } = world();
  pulse();
  expect(saves).toHaveLength(0);
  await clock.advance(20_000);
  hand();
  pulse();
  hand();
  await saves[0]?.finish();
  await clock.advance(19_999);
  pulse();
  expect(saves).toHaveLength(1);
  await clock.advance(1);
  pulse();
  await saves[1]?.finish();
  expect(await told()).toEqual([4]);
  await clock.advance(60_000);
  pulse();
  expect(saves).toHaveLength(2);
});

test('M1 a save that failed is told again, with what was counted since', async () => {
  const { clock, saves, logged, pulse, hand, told } = world();
  hand();
  pulse();
  await saves[0]?.finish(true);
  expect(logged).toEqual(['usage-not-saved']);
  hand();
  await clock.advance(20_000);
  pulse();
  await saves[1]?.finish();
  expect(await told()).toEqual([4]);
});

test('M1 yesterday is not lost when its last save fails after midnight', async () => {
  const { clock, saves, pulse, hand, told } = world();
  hand();
  await clock.advance(24 * 3600 * 1000);
  hand();
  pulse();
  await saves[0]?.finish(true);
  await clock.advance(20_000);
  pulse();
  await saves[1]?.finish();
  expect(await told()).toEqual([2, 2]);
});

test('M1 one save at a time: a slow one is not overtaken', async () => {
  const { clock, flush, saves, pulse, hand, told } = world();
  hand();
  pulse();
  hand();
  await clock.advance(60_000);
  pulse();
  expect(saves).toHaveLength(1);
  const closing = flush.close();
  await settle();
  expect(saves).toHaveLength(1);
  await saves[0]?.finish();
  await saves[1]?.finish();
  await closing;
  expect(await told()).toEqual([4]);
});

test('M1 at close what is left is saved, however short the time', async () => {
  const { flush, saves, pulse, hand, told } = world();
  hand();
  pulse();
  await saves[0]?.finish();
  hand(3);
  const closing = flush.close();
  await settle();
  await saves[1]?.finish();
  await closing;
  expect(await told()).toEqual([8]);
});

test('a clock that was set back does not stop the saving', async () => {
  const { flush, saves, hand } = world();
  hand();
  flush.pulse(1_000_000);
  await saves[0]?.finish();
  hand();
  flush.pulse(1000);
  expect(saves).toHaveLength(2);
});
