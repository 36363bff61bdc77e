import { expect, test } from 'bun:test';
import { MemoryBans } from '@imagechat/core/memory/bans';
import { MemoryTenants } from '@imagechat/core/memory/tenants';
import { FakeClock } from '@imagechat/core/testing/fake-clock';
import { ApiKeys } from './api-keys.ts';
import { keyHash } from './credentials.ts';
import { KnownTenants } from './known-tenants.ts';

async function world() {
  const clock = new FakeClock();
  const tenants = new MemoryTenants([
    { id: 'acme', name: 'Acme', domains: [], createdAt: 0 },
    { id: 'other', name: 'Other', domains: [], createdAt: 0 },
  ]);
  const bans = new MemoryBans(() => undefined);
  await tenants.addKey('acme', { id: 'old', hash: keyHash('ick_old'), createdAt: 0 });
  await tenants.addKey('acme', { id: 'new', hash: keyHash('ick_new'), createdAt: 0 });
  return { clock, tenants, keys: new ApiKeys(new KnownTenants({ tenants, bans, clock })) };
}

test('every key that was not revoked opens its own tenant, as a program that may do all', async () => {
  const { clock, keys, tenants } = await world();
  expect(await keys.identify('acme', 'ick_new')).toMatchObject({
    ok: true,
    actor: { tenantId: 'acme', id: 'new', kind: 'api-key', name: 'Acme' },
  });
  expect(await keys.identify('acme', 'ick_old')).toMatchObject({ ok: true, actor: { id: 'old' } });
  await tenants.revokeKey('acme', 'old', 1);
  await clock.advance(1000);
  expect(await keys.identify('acme', 'ick_old')).toMatchObject({
    ok: false,
    refusal: { code: 'invalid-token' },
  });
});

test.each([
  ['other', 'ick_new', 'invalid-token'],
  ['acme', '', 'invalid-token'],
  ['acme', keyHash('ick_new'), 'invalid-token'],
  ['nobody', 'ick_new', 'invalid-tenant'],
  ['../acme', 'ick_new', 'invalid-tenant'],
  ['__proto__', 'ick_new', 'invalid-tenant'],
])('tenant %s with key %s is refused with %s', async (tenantId, key, code) => {
  const { keys } = await world();
  expect(await keys.identify(tenantId, key)).toMatchObject({ ok: false, refusal: { code } });
});
