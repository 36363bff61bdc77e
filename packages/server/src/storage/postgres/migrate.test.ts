import { afterAll, expect, test } from 'bun:test';
import { startTestPostgres } from '../../testing/postgres-server.ts';
import { PgDatabase } from './database.ts';
import { migratePostgres } from './migrate.ts';
import { tablesOfThisVersion } from './tables.ts';

const postgres = await startTestPostgres();
afterAll(() => postgres[Symbol.asyncDispose]());

async function opened(): Promise<PgDatabase> {
  return new PgDatabase(await postgres.database(), () => undefined);
}

const COLUMNS = `select table_name || '.' || column_name as name from information_schema.columns
  where table_schema = current_schema() order by name`;

test('an empty database gets every table, column and index of this version', async () => {
  const database = await opened();
  await migratePostgres(database);
  const rows = await database.read('all', (work) => work.raw<{ name: string }>(COLUMNS));
  const tables = await tablesOfThisVersion();
  const expected = tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`));
  expect(rows.map(({ name }) => name).sort()).toEqual([...expected, 'schema_steps.name'].sort());
  const indexes = await database.read('all', (work) =>
    work.raw<{ indexname: string }>('select indexname from pg_indexes where schemaname = current_schema()'),
  );
  const names = new Set(indexes.map(({ indexname }) => indexname));
  for (const { indexes: wanted } of tables) for (const name of wanted.keys()) expect(names).toContain(name);
  await database.close();
});

test('texts are compared by code points, as SQLite does, whatever language the database was made for', async () => {
  const database = await opened();
  await migratePostgres(database);
  const collations = await database.read('all', (work) =>
    work.raw<{ collation_name: string | null; table_name: string }>(
      "select table_name, collation_name from information_schema.columns where table_schema = current_schema() and data_type = 'text' and table_name <> 'schema_steps'",
    ),
  );
  expect(collations.length).toBeGreaterThan(20);
  expect(collations.filter(({ collation_name: name }) => name !== 'C')).toEqual([]);
  await database.close();
});

test('many processes that start together migrate once', async () => {
  const url = await postgres.database();
  const processes = Array.from({ length: 8 }, () => new PgDatabase(url, () => undefined));
  await Promise.all(processes.map((each) => migratePostgres(each)));
  await Promise.all(processes.map((each) => each.close()));
});

test('a table of the version before gets what is missing and keeps what it has', async () => {
  const database = await opened();
  await migratePostgres(database);
  await database.write('all', async (work) => {
    await work.raw('alter table usage_totals drop column frames_saved');
    await work.raw('delete from schema_steps where name = (select max(name) from schema_steps)');
  });
  await migratePostgres(database);
  const rows = await database.read('all', (work) => work.raw<{ name: string }>(COLUMNS));
  expect(rows.map(({ name }) => name)).toContain('usage_totals.frames_saved');
  await database.close();
});

test('a database of the version before loses the keys that locks and counts took the place of, and keeps the others', async () => {
  const database = await opened();
  await migratePostgres(database);
  const keys = () =>
    database.read('all', (work) =>
      work.raw<{ key: string }>(
        "select conrelid::regclass || ' to ' || confrelid::regclass as key from pg_constraint where contype = 'f' order by 1",
      ),
    );
  const before = await keys();
  await database.write('all', async (work) => {
    await work.raw(
      'alter table comments add foreign key (tenant_id, conversation_id) references conversations (tenant_id, id)',
    );
    await work.raw("delete from schema_steps where name = 'postgres-0002-held-by-locks'");
  });
  expect(await keys()).toHaveLength(before.length + 1);
  await migratePostgres(database);
  expect(await keys()).toEqual(before);
  expect(before.map(({ key }) => key)).toContain('tenant_secrets to tenants');
  await database.close();
});

test('what changes with every word stands in no index, nor in the condition of one; a database of the version before lets go of the one it had', async () => {
  const database = await opened();
  await migratePostgres(database);
  await database.write('all', async (work) => {
    await work.raw('create index images_by_activity on images (tenant_id, active_at, url_id) where head > 0');
    await work.raw("delete from schema_steps where name = 'postgres-0003-room-for-changes'");
  });
  await migratePostgres(database);
  const indexes = await database.read('all', (work) =>
    work.raw<{ definition: string }>(
      "select pg_get_indexdef(indexrelid) as definition from pg_index where indrelid in ('images'::regclass, 'conversations'::regclass)",
    ),
  );
  expect(indexes.length).toBeGreaterThan(5);
  const definitions = indexes.map(({ definition }) => definition.replace(/^.* USING /, ''));
  expect(definitions.filter((each) => /\b(?:head|count|latest_seq)\b/.test(each))).toEqual([]);
  await database.close();
});

test('a database of a newer version is left alone', async () => {
  const database = await opened();
  await migratePostgres(database);
  await database.write('all', (work) => work.raw("insert into schema_steps values ('9999-from-the-future')"));
  expect(migratePostgres(database)).rejects.toThrow('newer version');
  await database.close();
});

test('row-level security: a transaction sees and writes only rows of the tenants it named, though its role owns the tables', async () => {
  const database = await opened();
  await migratePostgres(database);
  const add = (tenant: string) =>
    `insert into usage_created (tenant_id, day, site, conversations, comments) values ('${tenant}', '2026-01-01', '', 1, 1)`;
  await database.write(['a', 'b'], async (work) => {
    await work.raw(add('a'));
    await work.raw(add('b'));
  });
  const seen = (tenants: readonly string[] | 'all') =>
    database.read(tenants, (work) =>
      work.raw<{ tenant_id: string }>('select tenant_id from usage_created order by 1'),
    );
  expect(await seen(['a'])).toEqual([{ tenant_id: 'a' }]);
  expect(await seen(['a', 'b'])).toEqual([{ tenant_id: 'a' }, { tenant_id: 'b' }]);
  expect(await seen(['c'])).toEqual([]);
  expect(await seen([])).toEqual([]);
  expect(await seen('all')).toHaveLength(2);
  expect(database.write(['a'], (work) => work.raw(add('c')))).rejects.toThrow('row-level security');
  await database.close();
});
