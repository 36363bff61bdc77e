import type { ApiKey, ApiSecret, Tenant } from '@imagechat/core/ports/tenants';
import { readSettings } from '../../identity/settings.ts';
import { type Arg, type Builder, define } from '../query.ts';
import type { TenantKeysTable, TenantSecretsTable, TenantsTable } from '../schema.ts';

/** The customers of this server, and what they prove themselves with. */
export function tenantQueries(builder: Builder) {
  return { ...tenants(builder), ...secrets(builder), ...keys(builder) };
}

function tenants({ db }: Builder) {
  type Content = { id: string; name: string; domains: string; settings: string };
  const all = db.selectFrom('tenants').selectAll();
  return {
    find: define((arg: Arg<{ id: string }>) => all.where('id', '=', arg('id'))),
    list: define(() => all.orderBy('id')),
    /** Answers with the id it wrote; with nothing when it was in use. */
    add: define((arg: Arg<Content & { createdAt: number }>) =>
      db
        .insertInto('tenants')
        .values({
          id: arg('id'),
          name: arg('name'),
          domains: arg('domains'),
          settings: arg('settings'),
          created_at: arg('createdAt'),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id'),
    ),
    update: define((arg: Arg<Content>) =>
      db
        .updateTable('tenants')
        .set({ name: arg('name'), domains: arg('domains'), settings: arg('settings') })
        .where('id', '=', arg('id')),
    ),
  };
}

function secrets({ db }: Builder) {
  type Key = { tenantId: string; id: string };
  return {
    secrets: define((arg: Arg<{ tenantId: string }>) =>
      db.selectFrom('tenant_secrets').selectAll().where('tenant_id', '=', arg('tenantId')),
    ),
    addSecret: define((arg: Arg<Key & { secret: string; createdAt: number }>) =>
      db
        .insertInto('tenant_secrets')
        .values({
          tenant_id: arg('tenantId'),
          id: arg('id'),
          secret: arg('secret'),
          created_at: arg('createdAt'),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id'),
    ),
    revokeSecret: define((arg: Arg<Key & { at: number }>) =>
      db
        .updateTable('tenant_secrets')
        .set({ secret: '', revoked_at: arg('at') })
        .where('tenant_id', '=', arg('tenantId'))
        .where('id', '=', arg('id'))
        .where('revoked_at', 'is', null)
        .returning('id'),
    ),
  };
}

function keys({ db }: Builder) {
  type Key = { tenantId: string; id: string };
  return {
    keys: define((arg: Arg<{ tenantId: string }>) =>
      db.selectFrom('tenant_keys').selectAll().where('tenant_id', '=', arg('tenantId')),
    ),
    addKey: define((arg: Arg<Key & { hash: string; createdAt: number }>) =>
      db
        .insertInto('tenant_keys')
        .values({
          tenant_id: arg('tenantId'),
          id: arg('id'),
          hash: arg('hash'),
          created_at: arg('createdAt'),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id'),
    ),
    revokeKey: define((arg: Arg<Key & { at: number }>) =>
      db
        .updateTable('tenant_keys')
        .set({ revoked_at: arg('at') })
        .where('tenant_id', '=', arg('tenantId'))
        .where('id', '=', arg('id'))
        .where('revoked_at', 'is', null)
        .returning('id'),
    ),
  };
}

/** A row as the rest of the server knows it. */
export function tenantOf(
  row: Pick<TenantsTable, 'id' | 'name' | 'domains' | 'created_at'> & { readonly settings: string },
  secretRows: readonly TenantSecretsTable[],
  keyRows: readonly TenantKeysTable[],
): Tenant {
  const { id, name, created_at: createdAt } = row;
  // Written from an array of strings.
  const domains = JSON.parse(row.domains) as readonly string[];
  const settings = readSettings(JSON.parse(row.settings) as unknown);
  const secrets = oldestFirst(secretRows).map(
    (each): ApiSecret => ({
      id: each.id,
      secret: each.secret,
      createdAt: each.created_at,
      revokedAt: each.revoked_at,
    }),
  );
  const keys = oldestFirst(keyRows).map(
    (each): ApiKey => ({
      id: each.id,
      hash: each.hash,
      createdAt: each.created_at,
      revokedAt: each.revoked_at,
    }),
  );
  return { id, name, domains, settings, secrets, keys, createdAt };
}

function oldestFirst<Row extends { readonly id: string; readonly created_at: number }>(
  rows: readonly Row[],
): Row[] {
  return rows.toSorted((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1));
}
