import { expect, test } from 'bun:test';
import { fastEnough } from './fast-enough.ts';

test('one fast try is enough, and there are no more after it', async () => {
  const tried: number[] = [];
  await fastEnough(1000, async (at) => {
    tried.push(at);
    return [1400, 1000, 999][at] ?? 0;
  });
  expect(tried).toEqual([0, 1, 2]);
});

test('what is slow every time is told with its times', async () => {
  await expect(fastEnough(1000, async (at) => 1000 + at)).rejects.toThrow(
    'never under 1000 ms: 1000, 1001, 1002',
  );
});
