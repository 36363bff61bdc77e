import { afterAll, expect, test } from 'bun:test';
import { SharedBuckets } from '../limits/shared-buckets.ts';
import { TokenBuckets } from '../limits/token-bucket.ts';
import { systemClock } from '../system-clock.ts';
import { startTestCluster, startTestRedis } from '../testing/redis-server.ts';
import { until } from '../testing/until.ts';
import { openBus } from './open-bus.ts';
import type { RedisBus } from './redis-bus.ts';

const redis = await startTestRedis();
const cluster = await startTestCluster();
afterAll(async () => {
  await redis[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
});

function busAt(url: string): Promise<RedisBus> {
  return openBus({ url, node: crypto.randomUUID(), secret: 'of a test', log: () => undefined });
}

test.each(['one server', 'a cluster'])(
  '%s keeps how far buckets are from full, whoever takes',
  async (kind) => {
    const url = kind === 'one server' ? redis.url : cluster.url;
    const buses = [await busAt(url), await busAt(url)];
    const keys = Array.from({ length: 40 }, (_, n) => `bucket ${n} ${kind}`);
    const take = async (bus: RedisBus | undefined, cost: number) =>
      (await bus?.levels.take(keys.map((key) => ({ key, cost, most: 90_000 })))) ?? [];
    for (const left of await take(buses[0], 20_000)) expect(left).toBeWithin(19_000, 20_001);
    for (const left of await take(buses[1], 30_000)) expect(left).toBeWithin(45_000, 50_001);
    for (const left of await take(buses[0], 60_000)) expect(left).toBeWithin(80_000, 90_001);
    await Promise.all(buses.map((bus) => bus.close()));
  },
);

test('what is taken at one process is missed at the other; with Redis gone each has its own again', async () => {
  const buses = [await busAt(redis.url), await busAt(redis.url)];
  // A minute and a half to fill, so that a slow machine changes nothing.
  const rateOf = () => ({ perMinute: 60, burst: 90 });
  const limiters = buses.map(({ levels }) => {
    const local = new TokenBuckets(systemClock, rateOf);
    return new SharedBuckets({ clock: systemClock, levels, rateOf, local });
  });
  const [here, there] = limiters;
  const all = (limiter: SharedBuckets | undefined): number => {
    let taken = 0;
    while (limiter?.take('operation', 'acme/ada') === 0) taken++;
    return taken;
  };
  expect(all(here)).toBeWithin(90, 93);
  await here?.settled();
  // The first dozen are not worth telling; then it hears of the others.
  for (let n = 0; n < 12; n++) there?.take('operation', 'acme/ada');
  await there?.settled();
  expect(there?.take('operation', 'acme/ada')).toBeGreaterThan(0);
  await redis.kill();
  await until(() => buses.every(({ counts }) => counts.away));
  expect(here?.take('operation', 'acme/bob')).toBe(0);
  expect(all(there)).toBe(0);
  const others = limiters.map((limiter) => {
    let taken = 0;
    while (limiter.take('operation', 'acme/cyd') === 0) taken++;
    return taken;
  });
  for (const taken of others) expect(taken).toBeWithin(90, 93);
  await Promise.all(buses.map((bus) => bus.close()));
});
