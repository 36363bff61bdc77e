import { expect, test } from 'bun:test';
import { backoff } from './backoff.ts';

const entropy = (byte: number) => ({ now: () => 0, random: (bytes: Uint8Array) => void bytes.fill(byte) });

test('W5: waits grow from at most 0.5 s to at most 20 s, and any part of that by chance', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => backoff(attempt, entropy(255)));
  expect(longest).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
  expect(backoff(50, entropy(0))).toBe(0);
  expect(backoff(50, entropy(128))).toBe(10_039);
});
