import { Database } from 'bun:sqlite';
import { migrate } from '../sqlite/migrate.ts';
import { OWN_TABLES } from './own-tables.ts';
import type { Column, Reference, Table } from './table.ts';

/** What each of SQLite's strict types is in Postgres. */
const TYPES: Readonly<Record<string, string>> = {
  INTEGER: 'bigint',
  REAL: 'double precision',
  TEXT: 'text',
  BLOB: 'bytea',
};

/**
 * The tables of this version. Said once, in SQLite's migrations: they are run on an empty database in memory, and what that has then is what Postgres is to
 * have (docs/decisions). Tables in an order in which each comes after those it refers to.
 */
export async function tablesOfThisVersion(): Promise<readonly Table[]> {
  const database = new Database(':memory:');
  try {
    await migrate(database);
    const names = database
      .query(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%'",
      )
      .all() as { name: string }[];
    return inOrder([...names.map(({ name }) => tableIn(database, name)), ...OWN_TABLES]);
  } finally {
    database.close();
  }
}

function tableIn(database: Database, name: string): Table {
  const rows = database.query('select * from pragma_table_info(?)').all(name) as ColumnRow[];
  const primaryKey = rows.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  const indexes = database
    .query("select name, sql from sqlite_schema where type = 'index' and tbl_name = ? and sql is not null")
    .all(name) as { name: string; sql: string }[];
  return {
    name,
    columns: rows.map((row) => columnOf(row, primaryKey)),
    primaryKey: primaryKey.map((row) => row.name),
    unique: uniqueIn(database, name),
    references: referencesIn(database, name),
    indexes: new Map(indexes.map((index) => [index.name, index.sql])),
  };
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
}

function columnOf(
  { name, type, notnull, dflt_value: fallback, pk }: ColumnRow,
  key: readonly ColumnRow[],
): Column {
  const known = TYPES[type.toUpperCase()];
  if (known === undefined)
    throw new Error(`column ${name} has the type ${type}, which has no match in Postgres`);
  // SQLite numbers the rows of a table whose whole key is one INTEGER.
  const numbered = pk > 0 && key.length === 1 && known === 'bigint';
  return { name, type: known, notNull: notnull === 1 || pk > 0, fallback, numbered };
}

function uniqueIn(database: Database, table: string): string[][] {
  const lists = database.query("select name from pragma_index_list(?) where origin = 'u'").all(table) as {
    name: string;
  }[];
  return lists.map(({ name }) => columnsOfIndex(database, name));
}

function columnsOfIndex(database: Database, index: string): string[] {
  const rows = database.query('select name from pragma_index_info(?) order by seqno').all(index) as {
    name: string;
  }[];
  return rows.map(({ name }) => name);
}

function referencesIn(database: Database, table: string): Reference[] {
  const rows = database.query('select * from pragma_foreign_key_list(?) order by id, seq').all(table) as {
    id: number;
    table: string;
    from: string;
    to: string;
  }[];
  const ids = new Set(rows.map(({ id }) => id));
  return Array.from(ids, (id) => {
    const parts = rows.filter((row) => row.id === id);
    return {
      columns: parts.map(({ from }) => from),
      table: parts[0]?.table ?? '',
      to: parts.map(({ to }) => to),
    };
  });
}

function inOrder(tables: readonly Table[]): Table[] {
  const sorted: Table[] = [];
  const visit = (table: Table): void => {
    if (sorted.includes(table)) return;
    for (const { table: other } of table.references) {
      const found = tables.find(({ name }) => name === other);
      if (found && found !== table) visit(found);
    }
    sorted.push(table);
  };
  for (const table of tables) visit(table);
  return sorted;
}
