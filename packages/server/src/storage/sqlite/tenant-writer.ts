import type { ApiKey, ApiSecret, NewTenant, Removed, TenantChange } from '@imagechat/core/ports/tenants';
import { metaQueries } from '../queries/meta.ts';
import { tenantQueries } from '../queries/tenants.ts';
import type { Connection, PreparedAll, Transaction } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';

/** Changes tenants; the server's writer does, and the command line beside it. What it returns is what {@link TenantStore} says. */
export class TenantWriter {
  readonly #connection: Connection;
  readonly #transaction: Transaction;
  readonly #tenants: PreparedAll<ReturnType<typeof tenantQueries>>;
  readonly #meta: PreparedAll<ReturnType<typeof metaQueries>>;

  constructor(connection: Connection, transaction: Transaction) {
    this.#connection = connection;
    this.#transaction = transaction;
    this.#tenants = connection.prepareAll(tenantQueries(sqliteBuilder));
    this.#meta = connection.prepareAll(metaQueries(sqliteBuilder));
  }

  add({ id, name, domains, createdAt, settings = {} }: NewTenant): boolean {
    const content = { id, name, domains: JSON.stringify(domains), settings: JSON.stringify(settings) };
    return this.changing(() => this.#tenants.add.first({ ...content, createdAt }) !== undefined);
  }

  change(id: string, { name, domains, settings }: TenantChange): boolean {
    return this.changing(() => {
      const row = this.#tenants.find.first({ id });
      if (!row) return false;
      this.#tenants.update.run({
        id,
        name: name ?? row.name,
        domains: domains ? JSON.stringify(domains) : row.domains,
        settings: settings ? JSON.stringify(settings) : row.settings,
      });
      return true;
    });
  }

  addSecret(tenantId: string, secret: Omit<ApiSecret, 'revokedAt'>): boolean {
    return this.changing(
      () => this.#exists(tenantId) && this.#tenants.addSecret.first({ tenantId, ...secret }) !== undefined,
    );
  }

  revokeSecret(tenantId: string, id: string, at: number): boolean {
    return this.changing(() => this.#tenants.revokeSecret.first({ tenantId, id, at }) !== undefined);
  }

  addKey(tenantId: string, key: Omit<ApiKey, 'revokedAt'>): boolean {
    return this.changing(
      () => this.#exists(tenantId) && this.#tenants.addKey.first({ tenantId, ...key }) !== undefined,
    );
  }

  revokeKey(tenantId: string, id: string, at: number): boolean {
    return this.changing(() => this.#tenants.revokeKey.first({ tenantId, id, at }) !== undefined);
  }

  /** From every table that has a column `tenant_id`, so that a table added later is not forgotten. */
  remove(id: string): Removed | undefined {
    const { database } = this.#connection;
    const removed: Record<string, number> = {};
    this.changing(() => {
      // Rows may go in any order, as long as none is left behind at the end.
      database.run('pragma defer_foreign_keys = on');
      for (const [table, column] of [...tenantTables(this.#connection), ['tenants', 'id'] as const]) {
        const { changes } = database.run(`delete from "${table}" where "${column}" = ?`, [id]);
        if (changes > 0) removed[table] = changes;
      }
      return Object.keys(removed).length > 0;
    });
    return Object.keys(removed).length > 0 ? removed : undefined;
  }

  /** In one transaction, and under a new version when something changed (true): that is how other processes notice. */
  changing(change: () => boolean): boolean {
    return this.#transaction(() => {
      const changed = change();
      if (changed) {
        const version = Number(this.#meta.get.first({ key: 'tenants-version' })?.value ?? 0);
        this.#meta.put.run({ key: 'tenants-version', value: String(version + 1) });
      }
      return changed;
    });
  }

  #exists(id: string): boolean {
    return this.#tenants.find.first({ id }) !== undefined;
  }
}

/** The tables that hold something of tenants, with the column that says whose it is. */
export function tenantTables({ database }: Connection): (readonly [table: string, column: string])[] {
  const tables = database
    .query("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name")
    .all() as { name: string }[];
  return tables.flatMap(({ name }) => {
    const columns = database.query(`select name from pragma_table_info('${name}')`).all() as {
      name: string;
    }[];
    return columns.some((column) => column.name === 'tenant_id') ? [[name, 'tenant_id'] as const] : [];
  });
}
