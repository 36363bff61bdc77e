import { expect, test } from 'bun:test';
import { linearScale, logScale } from './scale.ts';

test('a logarithmic scale goes from end to end, and every power of ten is as far from the next', () => {
  const scale = logScale([1, 10_000], 0, 400);
  expect(scale.ticks).toEqual([1, 10, 100, 1000, 10_000]);
  expect(scale.ticks.map((tick) => Math.round(scale.at(tick)))).toEqual([0, 100, 200, 300, 400]);
  expect(logScale([0.3, 1.4], 0, 100).ticks).toEqual([0.2, 0.5, 1, 2]);
});

test('a linear scale begins at nothing and holds everything', () => {
  const scale = linearScale([3, 17.2], 0, 100);
  expect(scale.ticks[0]).toBe(0);
  expect(scale.ticks.at(-1)).toBeGreaterThanOrEqual(17.2);
  expect(scale.at(0)).toBe(0);
  expect(scale.at(scale.ticks.at(-1) ?? 0)).toBe(100);
});
