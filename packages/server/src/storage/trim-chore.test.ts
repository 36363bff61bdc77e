import { expect, test } from 'bun:test';
import { MemoryTenants } from '@imagechat/core/memory/tenants';
import type { Retentions } from '@imagechat/core/ports/retention';
import { settle } from '@imagechat/core/testing/fake-clock';
import { trimChore } from './trim-chore.ts';

const tenants = new MemoryTenants([{ id: 'acme', name: 'Acme', domains: [], createdAt: 0 }]);
const takeTurn = async (): Promise<boolean> => true;
const NOW = Date.UTC(2026, 0, 8);

test('L1 the logs are cut at most every five minutes, to the days and events that are set', async () => {
  const asked: Retentions[] = [];
  const logged: string[] = [];
  const trim = async (keep: Retentions): Promise<number> => {
    asked.push(keep);
    return asked.length === 1 ? 3 : 0;
  };
  const chore = trimChore({ trim, tenants, takeTurn }, { days: 7, events: 50 }, (_, event) =>
    logged.push(event),
  );
  for (const minutes of [0, 1, 4.9, 5, 9, 10]) {
    chore(NOW + minutes * 60_000);
    await settle();
  }
  expect(asked).toEqual(
    [0, 5, 10].map((minutes) => ({
      sinceMs: Date.UTC(2026, 0, 1) + minutes * 60_000,
      events: 50,
      ofTenants: [],
    })),
  );
  expect(logged).toEqual(['logs-trimmed']);
});

test('L1 what a tenant’s settings say of its logs goes before what the operator says, each for itself', async () => {
  const asked: Retentions[] = [];
  const trim = async (keep: Retentions): Promise<number> => asked.push(keep);
  const named = { name: '', domains: [], createdAt: 0 };
  const some = new MemoryTenants([
    { ...named, id: 'usual', settings: { replyDepth: 2 } },
    { ...named, id: 'brief', settings: { retentionDays: 1 } },
    { ...named, id: 'few', settings: { retentionEvents: 100, retentionDays: null } },
    { ...named, id: 'both', settings: { retentionEvents: 200, retentionDays: 30 } },
  ]);
  trimChore({ trim, takeTurn, tenants: some }, { days: 7, events: 50 }, () => undefined)(NOW);
  await settle();
  const since = (day: number, month = 0): number => Date.UTC(2026, month, day);
  expect(asked).toEqual([
    {
      ...{ sinceMs: since(1), events: 50 },
      ofTenants: [
        { tenantId: 'both', sinceMs: since(9, -1), events: 200 },
        { tenantId: 'brief', sinceMs: since(7), events: 50 },
        { tenantId: 'few', sinceMs: since(1), events: 100 },
      ],
    },
  ]);
});

test('L1 a cut that fails is logged and tried again', async () => {
  const logged: string[] = [];
  const trim = () => Promise.reject(new Error('disk full'));
  const chore = trimChore({ trim, tenants, takeTurn }, { days: 7, events: 50 }, (_, event) =>
    logged.push(event),
  );
  for (const minutes of [0, 5]) {
    chore(NOW + minutes * 60_000);
    await settle();
  }
  expect(logged).toEqual(['logs-not-trimmed', 'logs-not-trimmed']);
});

test('L1 of many processes one cuts: who has not the turn does nothing', async () => {
  const turns = [false, true];
  let cuts = 0;
  const trim = async (): Promise<number> => ++cuts;
  const takeTurn = async (): Promise<boolean> => turns.shift() ?? false;
  const chore = trimChore({ trim, tenants, takeTurn }, { days: 7, events: 50 }, () => undefined);
  for (const [minutes, done] of [
    [0, 0],
    [5, 1],
    [10, 1],
  ] as const) {
    chore(NOW + minutes * 60_000);
    await settle();
    expect(cuts).toBe(done);
  }
});
