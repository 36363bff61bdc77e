import type { NewTenant, Removed, Tenant, TenantChange, TenantStore } from '@imagechat/core/ports/tenants';
import { metaQueries } from '../queries/meta.ts';
import { tenantOf, tenantQueries } from '../queries/tenants.ts';
import type { PgDatabase, Work } from './database.ts';
import { postgresBuilder } from './dialect.ts';
import { lockTenant } from './locks.ts';
import type { Table } from './table.ts';

const tenants = tenantQueries(postgresBuilder);
const meta = metaQueries(postgresBuilder);

/** Tenants in Postgres; every process notices what another changed by the version. */
export function postgresTenants(database: PgDatabase, tables: readonly Table[]): TenantStore {
  const changing = (change: (work: Work) => Promise<boolean>) => changeTenants(database, change);
  const answers = async (rows: Promise<unknown>): Promise<boolean> => (await rows) !== undefined;
  return {
    find: (id) => database.read([id], (work) => find(work, id)),
    async list() {
      return await database.read('all', async (work) => {
        const rows = await work.all(tenants.list, {});
        return await Promise.all(rows.map((row) => whole(work, row)));
      });
    },
    async version() {
      const row = await database.read('all', (work) => work.first(meta.get, { key: 'tenants-version' }));
      return Number(row?.value ?? 0);
    },
    add: ({ id, name, domains, createdAt, settings = {} }: NewTenant) =>
      changing((work) => {
        const content = { id, name, domains: JSON.stringify(domains), settings: JSON.stringify(settings) };
        return answers(work.first(tenants.add, { ...content, createdAt }));
      }),
    change: (id, change) => changing((work) => changeTenant(work, id, change)),
    addSecret: (tenantId, secret) =>
      changing(async (work) => {
        const row = await work.first(tenants.find, { id: tenantId });
        return row !== undefined && (await answers(work.first(tenants.addSecret, { tenantId, ...secret })));
      }),
    revokeSecret: (tenantId, id, at) =>
      changing((work) => answers(work.first(tenants.revokeSecret, { tenantId, id, at }))),
    addKey: (tenantId, key) =>
      changing(async (work) => {
        const row = await work.first(tenants.find, { id: tenantId });
        return row !== undefined && (await answers(work.first(tenants.addKey, { tenantId, ...key })));
      }),
    revokeKey: (tenantId, id, at) =>
      changing((work) => answers(work.first(tenants.revokeKey, { tenantId, id, at }))),
    async remove(id) {
      let removed: Removed | undefined;
      const removing = async (work: Work): Promise<boolean> => {
        removed = await removeAll(work, tables, id);
        return removed !== undefined;
      };
      await changeTenants(database, removing, 'slow');
      return removed;
    },
  };
}

/** In one transaction, and under a new version when something changed (true): that is how other processes notice. */
export async function changeTenants(
  database: PgDatabase,
  change: (work: Work) => Promise<boolean>,
  haste: 'quick' | 'slow' = 'quick',
): Promise<boolean> {
  const counted = async (work: Work): Promise<boolean> => {
    // Changes of tenants are rare; one at a time, so that no two take the same version.
    await work.raw("select pg_advisory_xact_lock(hashtext('imagechat tenants'))");
    const changed = await change(work);
    if (!changed) return false;
    const version = Number((await work.first(meta.get, { key: 'tenants-version' }))?.value ?? 0);
    await work.all(meta.put, { key: 'tenants-version', value: String(version + 1) });
    return true;
  };
  return await database.write('all', counted, haste);
}

async function find(work: Work, id: string): Promise<Tenant | undefined> {
  const row = await work.first(tenants.find, { id });
  return row && (await whole(work, row));
}

async function whole(work: Work, row: Parameters<typeof tenantOf>[0]): Promise<Tenant> {
  const of = { tenantId: row.id };
  const [secrets, keys] = await Promise.all([work.all(tenants.secrets, of), work.all(tenants.keys, of)]);
  return tenantOf(row, secrets, keys);
}

async function changeTenant(
  work: Work,
  id: string,
  { name, domains, settings }: TenantChange,
): Promise<boolean> {
  const row = await work.first(tenants.find, { id });
  if (!row) return false;
  await work.all(tenants.update, {
    id,
    name: name ?? row.name,
    domains: domains ? JSON.stringify(domains) : row.domains,
    settings: settings ? JSON.stringify(settings) : row.settings,
  });
  return true;
}

/**
 * From every table that says whose its rows are, those that are referred to last. Most of it while others still write, who then wait for what came meanwhile only;
 * what everybody meets first goes last.
 */
async function removeAll(work: Work, tables: readonly Table[], id: string): Promise<Removed | undefined> {
  const removed: Record<string, number> = {};
  const sweep = async (some: readonly Table[]): Promise<void> => {
    for (const { name, columns } of some) {
      const column = name === 'tenants' ? 'id' : 'tenant_id';
      if (!columns.some((each) => each.name === column)) continue;
      const deletion = `with gone as (delete from "${name}" where "${column}" = $1 returning 1) select count(*) as rows from gone`;
      const [count] = await work.raw<{ rows: number }>(deletion, [id]);
      if (count && count.rows > 0) removed[name] = (removed[name] ?? 0) + count.rows;
    }
  };
  const all = tables.toReversed();
  await sweep(all.filter(({ name }) => LONG.has(name)));
  await lockTenant(work, id);
  await sweep(all);
  return Object.keys(removed).length > 0 ? removed : undefined;
}

/** Tables that have most rows, and that nobody waits for while they go: what is written is only added to them. */
const LONG: ReadonlySet<string> = new Set(['events']);
