import { afterAll } from 'bun:test';
import { PgDatabase } from '../storage/postgres/database.ts';
import { migratePostgres } from '../storage/postgres/migrate.ts';
import type { Table } from '../storage/postgres/table.ts';
import { tablesOfThisVersion } from '../storage/postgres/tables.ts';
import { type TestPostgres, startTestPostgres } from './postgres-server.ts';

/** Databases of one Postgres that a test file started. */
export interface PostgresWorld {
  readonly server: TestPostgres;
  /** An empty database with this version's tables. */
  database(): Promise<{
    readonly database: PgDatabase;
    readonly url: string;
    readonly tables: readonly Table[];
  }>;
}

/** Starts a Postgres for the tests of a file and ends it after them. */
export async function postgresWorld(): Promise<PostgresWorld> {
  const server = await startTestPostgres();
  afterAll(() => server[Symbol.asyncDispose]());
  // Made once; every test's database begins as a copy of it.
  const template = new PgDatabase(server.url, () => undefined);
  await migratePostgres(template);
  // The life in which all of the contracts' storages live.
  await template.write('all', (work) => work.raw("insert into meta (key, value) values ('epoch', 'e1')"));
  await template.close();
  const tables = await tablesOfThisVersion();
  return {
    server,
    async database() {
      const url = await server.database('imagechat');
      return { database: new PgDatabase(url, () => undefined), url, tables };
    },
  };
}
