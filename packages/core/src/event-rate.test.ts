import { expect, test } from 'bun:test';
import { EventRate } from './event-rate.ts';

function rateAfter(everyMs: number, times: number, memoryMs = 40): { rate: EventRate; now: number } {
  const rate = new EventRate(memoryMs);
  let now = 1_000_000;
  for (let at = 0; at < times; at++) {
    now += everyMs;
    rate.happened(now);
  }
  return { rate, now };
}

test('what happens steadily is told as often as it happens', () => {
  for (const everyMs of [0.5, 1, 2, 5]) {
    const { now, rate } = rateAfter(everyMs, 1000);
    expect(rate.at(now) * everyMs).toBeGreaterThan(0.95);
    expect(rate.at(now) * everyMs).toBeLessThan(1.1);
  }
});

test('quiet makes it nothing, and what happened once is little', () => {
  const { now, rate } = rateAfter(1, 1000);
  expect(rate.at(now + 400)).toBeLessThan(0.001);
  expect(rateAfter(1, 1).rate.at(1_000_001)).toBe(1 / 40);
});

test('a clock that is set back makes no rate that stays', () => {
  const { now, rate } = rateAfter(1, 1000);
  rate.happened(now - 3_600_000);
  expect(rate.at(now - 3_600_000)).toBeLessThan(1.2);
  expect(rate.at(now - 3_600_000 + 400)).toBeLessThan(0.001);
});
