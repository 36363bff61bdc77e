import { expect, test } from 'bun:test';
import { exponent } from './fit.ts';

test('what is constant has the exponent 0, what is linear 1, what is quadratic 2', () => {
  const curve = (power: number) => [1, 10, 100, 1000].map((x) => ({ x, y: 7 * x ** power }));
  for (const power of [0, 1, 2]) expect(exponent(curve(power))).toBeCloseTo(power, 9);
});

test('one point has no slope', () => {
  expect(exponent([{ x: 1, y: 1 }])).toBeNaN();
});
