import { expect, test } from 'bun:test';
import { MemoryBans } from '@imagechat/core/memory/bans';
import { MemoryStorage } from '@imagechat/core/memory/storage';
import { MemoryTenants } from '@imagechat/core/memory/tenants';
import { decide } from '@imagechat/core/rules/decide';
import { KnownTenants } from './known-tenants.ts';
import { tenantChanges } from './tenant-changes.ts';

test('live connections are looked at again when anything was changed, by whichever process, and only then', async () => {
  const clock = { time: 0, now: () => clock.time };
  const tenants = new MemoryTenants([{ id: 'acme', name: 'Acme', domains: [], createdAt: 0 }]);
  const bans = new MemoryBans(() => tenants.touch());
  const known = new KnownTenants({ tenants, bans, clock });
  const revoked: string[] = [];
  const hub = {
    tenantIds: () => new Set(['acme', 'other']),
    revoke: ({ tenantId }: { tenantId: string }) => void revoked.push(tenantId),
  };
  const storage = new MemoryStorage({ decide, clock, epoch: 'e1' });
  const swept: string[] = [];
  const remove = async (id: string) => {
    swept.push(id);
    return storage.removeTenant(id);
  };
  let told = 0;
  const changed = async () => void told++;
  const pulse = tenantChanges({ changed, known, tenants: { remove }, hub: () => hub, log: () => undefined });
  const after = async (ms: number): Promise<string[]> => {
    clock.time += ms;
    await pulse();
    return revoked.splice(0);
  };
  // Also what is changed between a start and its first pulse.
  await bans.signOut('acme', { actorId: 'early', before: 1, final: true });
  expect(await after(5000)).toEqual(['acme', 'other']);
  expect(await after(5000)).toEqual([]);
  await bans.signOut('acme', { actorId: 'x', before: 1, final: true });
  expect(await after(5000)).toEqual(['acme', 'other']);
  expect(await after(5000)).toEqual([]);
  expect(swept).toEqual(['other', 'other']);
  await tenants.remove('acme');
  // Somebody else looked in the meantime: that must not hide the change.
  clock.time += 1000;
  await known.find('other');
  expect(await after(100)).toEqual(['acme', 'other']);
  // What was written for it in between goes too.
  expect(swept).toContain('acme');
  expect(told).toBe(3);
});
