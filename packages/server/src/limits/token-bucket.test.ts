import { expect, test } from 'bun:test';
import { forEveryLimit } from './limit-settings.ts';
import { TokenBuckets, ratesOf } from './token-bucket.ts';

const perMinute = { ...forEveryLimit(() => 600), operation: 120, bytes: 60_000 };

function buckets(mostKeys?: number) {
  const clock = { time: 1_000_000, now: () => clock.time };
  return { clock, limiter: new TokenBuckets(clock, ratesOf(perMinute), mostKeys) };
}

function takeAll(limiter: TokenBuckets, key: string): number {
  let taken = 0;
  while (limiter.take('operation', key) === 0) taken++;
  return taken;
}

test('a burst is free, then the wait is told and waiting it out is enough', () => {
  const { clock, limiter } = buckets();
  expect(takeAll(limiter, 'ada')).toBe(20);
  const wait = limiter.take('operation', 'ada');
  expect(wait).toBe(500);
  clock.time += wait - 1;
  expect(limiter.take('operation', 'ada')).toBe(1);
  clock.time += 1;
  expect(limiter.take('operation', 'ada')).toBe(0);
  expect(limiter.take('operation', 'ada')).toBe(500);
});

test('asking too early costs nothing', () => {
  const { clock, limiter } = buckets();
  takeAll(limiter, 'ada');
  for (let again = 0; again < 1000; again++) limiter.take('operation', 'ada');
  clock.time += 500;
  expect(limiter.take('operation', 'ada')).toBe(0);
});

test('keys and names do not touch one another', () => {
  const { limiter } = buckets();
  takeAll(limiter, 'ada');
  expect(limiter.take('operation', 'ben')).toBe(0);
  expect(limiter.take('frame', 'ada')).toBe(0);
});

test('what is made up at length fills no memory: 256 characters of a key count', () => {
  const { limiter } = buckets();
  const long = 'x'.repeat(256);
  takeAll(limiter, `${long}ada`);
  expect(limiter.take('operation', `${long}ben`)).toBe(500);
  expect(limiter.take('operation', long.slice(1))).toBe(0);
});

test('never holds more than the burst, and a clock set back takes nothing away', () => {
  const { clock, limiter } = buckets();
  takeAll(limiter, 'ada');
  clock.time += 3_600_000;
  expect(takeAll(limiter, 'ada')).toBe(20);
  clock.time -= 3_600_000;
  expect(limiter.take('operation', 'ada')).toBe(500);
  clock.time += 500;
  expect(limiter.take('operation', 'ada')).toBe(0);
});

test('an amount is taken whole or not at all, and one that never fits counts as a whole bucket', () => {
  const { clock, limiter } = buckets();
  expect(limiter.take('bytes', 'ada', 9000)).toBe(0);
  expect(limiter.take('bytes', 'ada', 1500)).toBe(500);
  expect(limiter.take('bytes', 'ada', 1000)).toBe(0);
  clock.time += 10_000;
  expect(limiter.take('bytes', 'ada', 1_000_000)).toBe(0);
  expect(limiter.take('bytes', 'ada', 1)).toBe(1);
});

test('memory is bounded: whoever is not seen for long is forgotten, whoever goes on is not', () => {
  const { limiter } = buckets(100);
  takeAll(limiter, 'ada');
  for (let n = 0; n < 10_000; n++) {
    limiter.take('operation', `n${n}`);
    expect(limiter.size).toBeLessThanOrEqual(100);
    if (n % 20 === 0) expect(limiter.take('operation', 'ada')).toBeGreaterThan(0);
  }
  for (let n = 0; n < 100; n++) limiter.take('operation', `m${n}`);
  expect(limiter.take('operation', 'ada')).toBe(0);
});
