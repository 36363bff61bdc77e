import { expect, test } from 'bun:test';
import { Histogram } from './histogram.ts';

test('percentiles are told within two parts in a hundred, from microseconds to minutes', () => {
  const histogram = new Histogram();
  for (let n = 1; n <= 10_000; n++) histogram.add(n / 100);
  for (const share of [0.01, 0.5, 0.9, 0.99, 0.999])
    expect(Math.abs(histogram.percentile(share) / (share * 100) - 1)).toBeLessThan(0.02);
  expect(histogram.summary()).toMatchObject({ count: 10_000, max: 100 });
});

test('nothing counted is nothing, and the largest is never exceeded', () => {
  const histogram = new Histogram();
  expect(histogram.summary()).toEqual({ count: 0, p50: 0, p99: 0, p999: 0, max: 0 });
  histogram.add(7);
  expect(histogram.percentile(1)).toBe(7);
  histogram.add(0);
  histogram.add(3_600_000);
  expect(histogram.percentile(1)).toBe(3_600_000);
});
