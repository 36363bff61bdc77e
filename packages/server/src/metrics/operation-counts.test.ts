import { expect, test } from 'bun:test';
import { MemoryStorage } from '@imagechat/core/memory/storage';
import type { Storage } from '@imagechat/core/ports/storage';
import { decide } from '@imagechat/core/rules/decide';
import { create, submission } from '@imagechat/core/testing/builders';
import { limiterContract } from '@imagechat/core/testing/limiter-contract';
import { TokenBuckets } from '../limits/token-bucket.ts';
import { OperationCounts, countedLimiter, countedStorage } from './operation-counts.ts';

limiterContract('token buckets that are counted', (clock, { burst, everyMs }) => {
  const rate = { burst, perMinute: 60_000 / everyMs };
  const buckets = new TokenBuckets(clock, () => rate);
  return countedLimiter(buckets, new OperationCounts());
});

test('what is held back is counted by its limit, once each time', () => {
  const counts = new OperationCounts();
  const limiter = countedLimiter({ take: (_, key) => (key === 'ada' ? 500 : 0) }, counts);
  expect(['ada', 'bob', 'ada'].map((key) => limiter.take('operation', key))).toEqual([500, 0, 500]);
  expect([...counts.limited]).toEqual([['operation', 2]]);
});

test('groups, the operations in them and their time are added up; a group that failed is not among them', async () => {
  const counts = new OperationCounts();
  let at = 0;
  const inner = new MemoryStorage({ decide, clock: { now: () => 0 }, epoch: 'e1' });
  const fate = { fails: false };
  const slow: Storage = {
    ...countedStorage(inner, new OperationCounts()),
    submit: (group) => {
      at += 250;
      return fate.fails ? Promise.reject(new Error('disk gone')) : inner.submit(group);
    },
  };
  const storage = countedStorage(slow, counts, () => at);
  await storage.submit([submission(create()), submission(create())]);
  await storage.submit([submission(create())]);
  fate.fails = true;
  await storage.submit([submission(create())]).catch(() => undefined);
  const { size, seconds } = counts.commits;
  expect([size.count, size.sum, seconds.count, seconds.sum]).toEqual([2, 3, 2, 0.5]);
  expect(counts.results.get('unavailable')).toBe(1);
});
