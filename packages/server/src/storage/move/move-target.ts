import type { FileName } from '@imagechat/core/ports/files';
import { newEpoch } from '../new-epoch.ts';
import { arrayText } from '../postgres/batch.ts';
import type { PgDatabase, Work } from '../postgres/database.ts';
import { postgresBuilder } from '../postgres/dialect.ts';
import { type Move, moveOf } from '../postgres/move-state.ts';
import type { Table } from '../postgres/table.ts';
import { metaQueries } from '../queries/meta.ts';
import type { Value } from '../query.ts';
import { columnsOf } from './move-source.ts';
import { Digester, type TableDigest } from './table-digest.ts';

const meta = metaQueries(postgresBuilder);

/** The Postgres database that is filled. Whatever it is told, it remembers in the same transaction how far it has come. */
export class MoveTarget {
  readonly #database: PgDatabase;
  readonly #tables: readonly Table[];

  /** @param tables that are moved, in an order in which each comes after those it refers to */
  constructor(database: PgDatabase, tables: readonly Table[]) {
    this.#database = database;
    this.#tables = tables;
  }

  /** How far a move has come that was begun; undefined where none was. */
  state(): Promise<Move | undefined> {
    return this.#database.write('all', async (work) => {
      // What a process sent before it was killed may still be under way.
      await work.raw(LOCK);
      return await moveOf(work);
    });
  }

  /** Whether nobody has put anything here. */
  isEmpty(): Promise<boolean> {
    return this.#database.read('all', async (work) => {
      const found = await Promise.all(
        [...this.#names()].map((name) => work.raw(`select 1 from ${name} limit 1`)),
      );
      return found.every((rows) => rows.length === 0);
    });
  }

  /** Begins, with nothing there: what is there goes. */
  begin(source: string, isEmpty: boolean): Promise<void> {
    return this.#database.write(
      'all',
      async (work) => {
        if (!isEmpty) await work.raw(`truncate ${[...this.#names()].join(', ')}`);
        await remember(work, { source, done: {}, isWhole: false });
      },
      'slow',
    );
  }

  /** Rows of a table, and how far that comes. */
  add(table: Table, rows: readonly (readonly Value[])[], reached: Move): Promise<void> {
    const arrays = table.columns.map(({ type }, at) => `$${at + 1}::${type}[]`).join(', ');
    const text = `insert into "${table.name}" (${columnsOf(table)}) select * from unnest(${arrays})`;
    const values = table.columns.map((_, at) => arrayText(rows, at));
    return this.#database.write(
      'all',
      async (work) => {
        work.alongside(Promise.all([work.raw(LOCK), work.raw(text, values), remember(work, reached)]));
      },
      'slow',
    );
  }

  /** A picture. `now` in ms, from which its time to be unused counts. */
  addFile({ tenantId, id }: FileName, bytes: Uint8Array, now: number, reached: Move): Promise<void> {
    const text = 'insert into files (tenant_id, id, bytes, put_at) values ($1, $2, $3, $4)';
    return this.#database.write('all', async (work) => {
      work.alongside(Promise.all([work.raw(text, [tenantId, id, bytes, now]), remember(work, reached)]));
    });
  }

  digest(table: Table): Promise<TableDigest> {
    const key = table.primaryKey.map((name) => `"${name}"`).join(', ');
    const columns = table.columns.map(({ name }) => name);
    return this.#digest(`select ${columnsOf(table)} from "${table.name}" order by ${key}`, columns);
  }

  fileDigest(): Promise<TableDigest> {
    const hash = "encode(sha256(bytes), 'hex') as hash";
    return this.#digest(`select tenant_id, id, ${hash} from files order by tenant_id, id`, [
      ...['tenant_id', 'id', 'hash'],
    ]);
  }

  /** It is all here: from now on servers may start on it, as another life (E1) with the same secret, so that sessions stay good. */
  finish(secret: string, source: string): Promise<void> {
    return this.#database.write('all', async (work) => {
      for (const { columns, name } of this.#tables)
        for (const column of columns.filter(({ numbered }) => numbered))
          await work.raw(NEXT_NUMBER.replaceAll('TABLE', name).replaceAll('COLUMN', column.name));
      await work.all(meta.put, { key: 'secret', value: secret });
      await work.all(meta.put, { key: 'epoch', value: newEpoch() });
      await remember(work, { source, done: {}, isWhole: true });
    });
  }

  *#names(): Iterable<string> {
    for (const { name } of this.#tables) yield `"${name}"`;
    yield 'files';
  }

  /** In pieces, so that a large table fits; as of one moment. */
  #digest(select: string, columns: readonly string[]): Promise<TableDigest> {
    return this.#database.read(
      'all',
      async (work) => {
        const digester = new Digester();
        await work.raw(`declare rows_in_order no scroll cursor for ${select}`);
        for (let more = true; more; ) {
          const rows = await work.raw<Record<string, Value>>('fetch forward 2000 from rows_in_order');
          for (const row of rows) digester.add(columns.map((name) => row[name] ?? null));
          more = rows.length > 0;
        }
        return digester.digest();
      },
      'slow',
    );
  }
}

const LOCK = "select pg_advisory_xact_lock(hashtext('imagechat move'))";

const NEXT_NUMBER = `select setval(pg_get_serial_sequence('"TABLE"', 'COLUMN'), (select coalesce(max("COLUMN"), 0) + 1 from "TABLE"), false)`;

async function remember(work: Work, move: Move): Promise<void> {
  await work.all(meta.put, { key: 'move', value: JSON.stringify(move) });
}
