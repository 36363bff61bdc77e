import { expect, test } from 'bun:test';
import { RecentUsage } from './recent-usage.ts';

test('the last minutes are told by step, move on with the clock, and are each tenant’s own', () => {
  let now = 1_000_000;
  const recent = new RecentUsage({ now: () => now });
  const sent = (tenantId: string) => ({
    tenantId,
    recipients: new Map([
      ['a', 2],
      ['b', 1],
    ]),
    frame: 'x'.repeat(100),
    events: 2,
  });
  recent.connected('acme', 'a', 1);
  recent.connected('acme', 'b', 1);
  recent.handed(sent('acme'));
  expect(recent.of('acme')).toMatchObject({ viewers: 2, stepMs: 10_000 });
  expect(recent.of('acme').messages.at(-1)).toBe(6);
  expect(recent.of('acme').bytes.at(-1)).toBe(3 * 102);
  now += 10_000;
  recent.connected('acme', 'a', -1);
  expect(recent.of('acme').messages.slice(-2)).toEqual([6, 0]);
  recent.handed(sent('acme'));
  expect(recent.of('acme').messages.slice(-2)).toEqual([6, 6]);
  expect(recent.of('acme').messages).toHaveLength(60);
  expect(recent.of('other')).toMatchObject({ viewers: 0 });
  now += 600_000;
  expect(recent.of('acme').messages.every((count) => count === 0)).toBe(true);
  expect(recent.of('acme').viewers).toBe(1);
});
