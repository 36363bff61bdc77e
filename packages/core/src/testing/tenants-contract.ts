import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Storage } from '../ports/storage.ts';
import { type TenantStore, settingsOf } from '../ports/tenants.ts';
import { TENANT_SETTINGS } from '../tenant-settings.ts';
import { actor, create, submission } from './builders.ts';

/** Tenants to hold against the contract, none at first, and the storage whose rows are theirs. */
export interface TenantsUnderTest {
  readonly tenants: TenantStore;
  readonly storage: Storage;
  readonly close: () => Promise<void>;
}

const acme = { id: 'acme', name: 'Acme', domains: ['example.com'], createdAt: 5 };

/** What every store of tenants owes (ports/tenants.ts). */
export function tenantsContract(name: string, make: () => Promise<TenantsUnderTest>): void {
  describe(`${name} keeps the tenants contract`, () => {
    let world: TenantsUnderTest;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.close());
    recordContract(() => world.tenants);
    credentialsContract(() => world.tenants);
    removalContract(() => world);
  });
}

function recordContract(tenants: () => TenantStore): void {
  test('a tenant is what was added, and an id is given once', async () => {
    expect(await tenants().find('acme')).toBeUndefined();
    expect(await tenants().add(acme)).toBe(true);
    expect(await tenants().add({ ...acme, name: 'Another' })).toBe(false);
    expect(await tenants().find('acme')).toEqual({ ...acme, settings: {}, secrets: [], keys: [] });
    await tenants().add({ ...acme, id: 'a1', settings: { replyDepth: 2 } });
    expect((await tenants().list()).map(({ id }) => id)).toEqual(['a1', 'acme']);
  });

  test('what is changed is another, the rest stays; settings nobody set are the defaults', async () => {
    await tenants().add({ ...acme, settings: { replyDepth: 2 } });
    expect(await tenants().change('acme', { domains: ['example.org'] })).toBe(true);
    expect(await tenants().change('acme', { name: 'Acme Ltd' })).toBe(true);
    const changed = await tenants().find('acme');
    expect(changed).toMatchObject({
      name: 'Acme Ltd',
      domains: ['example.org'],
      settings: { replyDepth: 2 },
    });
    await tenants().change('acme', { settings: { privateImages: true, commentLength: 300 } });
    const settings = settingsOf((await tenants().find('acme')) ?? { settings: {} });
    expect(settings).toEqual({ ...TENANT_SETTINGS, privateImages: true, commentLength: 300 });
    expect(await tenants().change('nobody', { name: 'x' })).toBe(false);
  });

  test('the version is another after every change, and only then', async () => {
    const seen = [await tenants().version()];
    const note = async (changed: boolean): Promise<void> => {
      const before = seen.at(-1);
      seen.push(await tenants().version());
      expect(seen.at(-1) !== before).toBe(changed);
    };
    await tenants().add(acme);
    await note(true);
    await tenants().add(acme);
    await note(false);
    await tenants().change('acme', { name: 'A' });
    await note(true);
    await tenants().addSecret('acme', { id: 's1', secret: 'x', createdAt: 1 });
    await note(true);
    await tenants().revokeSecret('acme', 's2', 2);
    await note(false);
    await tenants().addKey('acme', { id: 'k1', hash: 'x', createdAt: 1 });
    await note(true);
    await tenants().find('acme');
    await note(false);
    await tenants().remove('acme');
    await note(true);
  });
}

function credentialsContract(tenants: () => TenantStore): void {
  test('several secrets are good at a time; a revoked one is known by its id and its text is gone', async () => {
    await tenants().add(acme);
    expect(await tenants().addSecret('acme', { id: 's1', secret: 'one', createdAt: 1 })).toBe(true);
    expect(await tenants().addSecret('acme', { id: 's2', secret: 'two', createdAt: 2 })).toBe(true);
    expect(await tenants().addSecret('acme', { id: 's2', secret: 'three', createdAt: 3 })).toBe(false);
    expect(await tenants().addSecret('nobody', { id: 's1', secret: 'one', createdAt: 1 })).toBe(false);
    expect(await tenants().revokeSecret('acme', 's1', 9)).toBe(true);
    expect(await tenants().revokeSecret('acme', 's1', 10)).toBe(false);
    expect((await tenants().find('acme'))?.secrets).toEqual([
      { id: 's1', secret: '', createdAt: 1, revokedAt: 9 },
      { id: 's2', secret: 'two', createdAt: 2, revokedAt: null },
    ]);
  });

  test('keys come and go the same way, each tenant has its own', async () => {
    await tenants().add(acme);
    await tenants().add({ ...acme, id: 'other' });
    await tenants().addKey('acme', { id: 'k1', hash: 'aa', createdAt: 1 });
    await tenants().addKey('other', { id: 'k1', hash: 'bb', createdAt: 1 });
    expect(await tenants().revokeKey('acme', 'k1', 4)).toBe(true);
    expect(await tenants().revokeKey('acme', 'k1', 5)).toBe(false);
    expect((await tenants().find('acme'))?.keys).toEqual([
      { id: 'k1', hash: 'aa', createdAt: 1, revokedAt: 4 },
    ]);
    expect((await tenants().find('other'))?.keys).toMatchObject([{ hash: 'bb', revokedAt: null }]);
  });
}

function removalContract(world: () => TenantsUnderTest): void {
  test('a removed tenant leaves nothing, says how much that was, and takes nothing of another', async () => {
    const { tenants, storage } = world();
    await tenants.add(acme);
    await tenants.add({ ...acme, id: 'other' });
    await tenants.addSecret('acme', { id: 's1', secret: 'one', createdAt: 1 });
    const [mine, theirs] = [actor({ tenantId: 'acme' }), actor({ tenantId: 'other' })];
    await storage.submit([submission(create(), mine), submission(create(), theirs)]);
    const removed = await tenants.remove('acme');
    expect(removed).toMatchObject({
      tenants: 1,
      tenant_secrets: 1,
      images: 1,
      conversations: 1,
      comments: 1,
    });
    expect(Object.values(removed ?? {})).not.toContain(0);
    expect(await tenants.find('acme')).toBeUndefined();
    const read = (tenantId: string) => storage.snapshot({ tenantId, urlId: 'picture' });
    expect((await read('acme')).conversations).toEqual([]);
    expect((await read('acme')).cursor.seq).toBe(0);
    expect((await read('other')).conversations).toHaveLength(1);
    expect(await tenants.remove('acme')).toBeUndefined();
    expect(await tenants.add(acme)).toBe(true);
  });

  test('what came after a tenant was removed is removed by asking again', async () => {
    const { tenants, storage } = world();
    await storage.submit([submission(create(), actor({ tenantId: 'gone' }))]);
    expect(await tenants.remove('gone')).toMatchObject({ comments: 1 });
    expect((await storage.snapshot({ tenantId: 'gone', urlId: 'picture' })).conversations).toEqual([]);
  });
}
