import { describe, expect, test } from 'bun:test';
import type { Limiter } from '../ports/limiter.ts';
import { FakeClock } from './fake-clock.ts';

/** What every limiter owes its callers. `make` allows a burst of `burst` operations, then one per `everyMs`. */
export function limiterContract(
  name: string,
  make: (clock: FakeClock, rate: { burst: number; everyMs: number }) => Limiter,
): void {
  describe(`limiter: ${name}`, () => {
    const rate = { burst: 3, everyMs: 1000 };

    test('F1: a burst passes, then it says after how many ms to come back, and then it passes', async () => {
      const clock = new FakeClock();
      const limiter = make(clock, rate);
      for (let n = 0; n < 3; n++) expect(limiter.take('operation', 'ada')).toBe(0);
      const waitMs = limiter.take('operation', 'ada');
      expect(waitMs).toBeGreaterThan(0);
      expect(waitMs).toBeLessThanOrEqual(1000);
      await clock.advance(waitMs);
      expect(limiter.take('operation', 'ada')).toBe(0);
      expect(limiter.take('operation', 'ada')).toBeGreaterThan(0);
    });

    test('asking too often does not push the moment away', async () => {
      const clock = new FakeClock();
      const limiter = make(clock, rate);
      for (let n = 0; n < 50; n++) limiter.take('operation', 'ada');
      await clock.advance(1000);
      expect(limiter.take('operation', 'ada')).toBe(0);
    });

    test('an amount is taken as so many single ones, and more than the burst as the burst', async () => {
      const clock = new FakeClock();
      const limiter = make(clock, rate);
      expect(limiter.take('bytes', 'ada', 2)).toBe(0);
      const waitMs = limiter.take('bytes', 'ada', 2);
      expect(waitMs).toBeGreaterThan(0);
      expect(limiter.take('bytes', 'ada')).toBe(0);
      await clock.advance(3000);
      expect(limiter.take('bytes', 'ada', 1000)).toBe(0);
      expect(limiter.take('bytes', 'ada')).toBeGreaterThan(0);
    });

    test('one key does not use up what another may do, and a rested key has its burst again', async () => {
      const clock = new FakeClock();
      const limiter = make(clock, rate);
      for (let n = 0; n < 4; n++) limiter.take('operation', 'ada');
      expect(limiter.take('operation', 'bob')).toBe(0);
      await clock.advance(60_000);
      for (let n = 0; n < 3; n++) expect(limiter.take('operation', 'ada')).toBe(0);
      expect(limiter.take('operation', 'ada')).toBeGreaterThan(0);
    });
  });
}
