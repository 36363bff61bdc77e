import type { Query, Value, Values } from '../query.ts';
import type { Work } from './database.ts';
import type { Table } from './table.ts';

/** A query that writes one row, taken apart: what it does to which table, and which of its parameters is which column. */
interface RowStatement {
  readonly table: string;
  readonly removes: boolean;
  /** Columns in the order of the parameters. */
  readonly columns: readonly string[];
  /** Which of them tell whether a row is there already; none for a statement that does not ask. */
  readonly conflict: readonly number[];
  /** The statement for many rows, given the list of arrays they come in as. */
  many(arrays: string): string;
}

/** Rows waiting for one statement. */
interface Batch {
  readonly statement: RowStatement;
  /** By what tells rows apart: one statement may not change a row twice, so of two the last counts. */
  readonly rows: Map<string, readonly Value[]>;
}

/**
 * Collects statements that write a row each, and sends those of one kind as one statement with an array a column: however large a group is, its writes are a
 * handful of statements. Rows of one kind must not depend on one another.
 */
export class Batches {
  readonly #types: ReadonlyMap<string, string>;
  /** Tables in an order in which each comes after those it refers to. */
  readonly #order: readonly string[];
  readonly #batches = new Map<string, Batch>();

  constructor(tables: readonly Table[]) {
    this.#order = tables.map(({ name }) => name);
    this.#types = new Map(
      tables.flatMap(({ name, columns }) => columns.map((column) => [`${name}.${column.name}`, column.type])),
    );
  }

  /** One more row for this query. */
  run<Args extends Values>(query: Query<Args, unknown>, args: Args): void {
    const { statement, rows } = this.#batches.get(query.sql) ?? this.#begin(query.sql);
    const row = query.parameters(args);
    const key = statement.conflict.length > 0 ? JSON.stringify(statement.conflict.map((at) => row[at])) : '';
    rows.set(key || String(rows.size), row);
  }

  /**
   * Sends what was collected: what takes rows away first, from tables before those they refer to, then tables after those they refer to, whichever came first;
   * resolves when all of it is done.
   */
  async flush(work: Work): Promise<void> {
    const batches = [...this.#batches.values()].sort(
      ({ statement: a }, { statement: b }) =>
        Number(b.removes) - Number(a.removes) ||
        (this.#rankOf(a.table) - this.#rankOf(b.table)) * (a.removes ? -1 : 1),
    );
    this.#batches.clear();
    await Promise.all(
      batches.map(({ statement, rows }) => {
        // In one order everywhere, so that two groups that meet in some rows wait for one another and not both for ever.
        const ordered = statement.conflict.length > 0 ? inOrderOfKeys(rows) : [...rows.values()];
        const arrays = statement.columns.map((_, at) => ordered.map((row) => row[at] ?? null));
        return work.raw(this.#textOf(statement), arrays);
      }),
    );
  }

  #begin(sql: string): Batch {
    const statement = takenApart(sql);
    const batch = { statement, rows: new Map<string, readonly Value[]>() };
    this.#batches.set(sql, batch);
    return batch;
  }

  #rankOf(table: string): number {
    return this.#order.indexOf(table);
  }

  #textOf({ table, columns, many }: RowStatement): string {
    const arrays = columns.map((column, at) => {
      const type = this.#types.get(`${table}.${column}`);
      if (type === undefined) throw new Error(`there is no column ${table}.${column}`);
      return `$${at + 1}::${type}[]`;
    });
    return many(arrays.join(', '));
  }
}

/** Kysely writes one form only: names in quotes, parameters numbered in order. */
const INSERT = /^insert into "(\w+)" \(([^)]*)\) values \(([^)]*)\)(.*)$/;
const DELETE = /^delete from "(\w+)" where (.*)$/;
const UPDATE = /^update "(\w+)" set (.*) where (.*)$/;
const CONFLICT = /^ on conflict \(([^)]*)\)/;
const ASSIGNED = /^"(\w+)" = \$\d+$/;

function inOrderOfKeys(rows: ReadonlyMap<string, readonly Value[]>): (readonly Value[])[] {
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function takenApart(sql: string): RowStatement {
  const insert = INSERT.exec(sql);
  if (insert) {
    const [, table = '', names = '', , rest = ''] = insert;
    const columns = names.split(', ').map((name) => name.slice(1, -1));
    return {
      table,
      removes: false,
      columns,
      conflict: (CONFLICT.exec(rest)?.[1] ?? '')
        .split(', ')
        .flatMap((name) => (name === '' ? [] : [columns.indexOf(name.slice(1, -1))])),
      many: (arrays) => `insert into "${table}" (${names}) select * from unnest(${arrays})${rest}`,
    };
  }
  return changing(sql) ?? removing(sql);
}

function removing(sql: string): RowStatement {
  const [, table, where] = DELETE.exec(sql) ?? [];
  if (table === undefined || where === undefined)
    throw new Error(`this statement cannot be made one for many rows: ${sql}`);
  const columns = where.split(' and ').map(columnIn);
  const named = columns.map((_, at) => `c${at}`).join(', ');
  const same = columns.map((column, at) => `"${table}"."${column}" = r.c${at}`).join(' and ');
  return {
    table,
    removes: true,
    columns,
    conflict: [],
    many: (arrays) => `delete from "${table}" using unnest(${arrays}) as r(${named}) where ${same}`,
  };
}

function changing(sql: string): RowStatement | undefined {
  const update = UPDATE.exec(sql);
  if (!update) return undefined;
  const [, table = '', set = '', where = ''] = update;
  const [changed, keys] = [set.split(', ').map(columnIn), where.split(' and ').map(columnIn)];
  const columns = [...changed, ...keys];
  const named = columns.map((_, at) => `c${at}`).join(', ');
  const assignments = changed.map((column, at) => `"${column}" = r.c${at}`).join(', ');
  const same = keys.map((column, at) => `"${table}"."${column}" = r.c${changed.length + at}`).join(' and ');
  return {
    table,
    removes: false,
    columns,
    conflict: [],
    many: (arrays) =>
      `update "${table}" set ${assignments} from unnest(${arrays}) as r(${named}) where ${same}`,
  };
}

function columnIn(assigned: string): string {
  const column = ASSIGNED.exec(assigned)?.[1];
  if (column === undefined) throw new Error(`this is not a column with a parameter: ${assigned}`);
  return column;
}
