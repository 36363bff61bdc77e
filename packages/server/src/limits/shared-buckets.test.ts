import { expect, test } from 'bun:test';
import { FakeClock, settle } from '@imagechat/core/testing/fake-clock';
import { limiterContract } from '@imagechat/core/testing/limiter-contract';
import { SharedBuckets, type SharedLevels } from './shared-buckets.ts';
import { type Rate, TokenBuckets } from './token-bucket.ts';

/** Levels as Redis keeps them, in memory; away when the test says so. */
class MemoryLevels implements SharedLevels {
  readonly #clock: FakeClock;
  readonly #fullAt = new Map<string, number>();
  isAway = false;
  questions = 0;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  async take(taken: Parameters<SharedLevels['take']>[0]): Promise<readonly number[]> {
    this.questions++;
    if (this.isAway) throw new Error('away');
    const now = this.#clock.now();
    return taken.map(({ key, cost, most }) => {
      const full = Math.min(Math.max(this.#fullAt.get(key) ?? 0, now) + cost, now + most);
      this.#fullAt.set(key, full);
      return full - now;
    });
  }
}

function limiterOn(clock: FakeClock, levels: SharedLevels, rate: Rate): SharedBuckets {
  const rateOf = () => rate;
  return new SharedBuckets({ clock, levels, rateOf, local: new TokenBuckets(clock, rateOf) });
}

limiterContract('shared buckets', (clock, { burst, everyMs }) =>
  limiterOn(clock, new MemoryLevels(clock), { burst, perMinute: 60_000 / everyMs }),
);

/** Three processes that are asked for the same as often as can be. */
function cluster(perMinute: number, burst: number) {
  const clock = new FakeClock();
  const levels = new MemoryLevels(clock);
  const nodes = [1, 2, 3].map(() => limiterOn(clock, levels, { perMinute, burst }));
  const passes = async (seconds: number, name: 'operation' | 'arrival' = 'operation'): Promise<number> => {
    let passed = 0;
    for (let tenth = 0; tenth < seconds * 10; tenth++) {
      for (const node of nodes)
        for (let n = 0; n < 10; n++) {
          if (node.take(name, 'acme/ada') === 0) passed++;
          await settle();
        }
      await clock.advance(100);
      if (tenth % 10 === 0) for (const node of nodes) node.pulse();
    }
    return passed;
  };
  return { clock, levels, nodes, passes };
}

test('F1: what three processes let pass together is what one would, an eighth of a burst each aside', async () => {
  const { passes } = cluster(600, 80);
  const first = await passes(1);
  expect(first).toBeGreaterThanOrEqual(80);
  expect(first).toBeLessThanOrEqual(80 + 10 + 3 * 11);
  const minute = await passes(60);
  expect(minute).toBeGreaterThan(550);
  expect(minute).toBeLessThanOrEqual(600 + 3 * 11);
});

test('what is one process’s own is counted by each', async () => {
  const { passes } = cluster(600, 20);
  expect(await passes(0.1, 'arrival')).toBe(30);
  expect(await passes(10, 'arrival')).toBeGreaterThan(250);
});

test('while the shared buckets are away each process holds its own limit; afterwards they hold together again', async () => {
  const { levels, passes } = cluster(600, 20);
  levels.isAway = true;
  expect(await passes(30)).toBeGreaterThan(3 * 250);
  levels.isAway = false;
  await passes(10);
  expect(await passes(30)).toBeLessThanOrEqual(300 + 3 * 4);
});

test('who asks little is not told of, and who has rested is forgotten', async () => {
  const clock = new FakeClock();
  const levels = new MemoryLevels(clock);
  const limiter = limiterOn(clock, levels, { perMinute: 600, burst: 100 });
  for (let n = 0; n < 1000; n++) limiter.take('operation', `person ${n}`);
  limiter.pulse();
  await settle();
  expect(levels.questions).toBe(0);
  for (let n = 0; n < 30; n++) limiter.take('operation', 'person 1');
  await settle();
  expect(levels.questions).toBe(1);
  await clock.advance(60_000);
  limiter.pulse();
  for (let n = 0; n < 12; n++) expect(limiter.take('operation', 'person 1')).toBe(0);
  await settle();
  expect(levels.questions).toBe(1);
});
