import type { FileName, Files } from '@imagechat/core/ports/files';
import type { Table } from '../postgres/table.ts';
import { metaQueries } from '../queries/meta.ts';
import type { Value } from '../query.ts';
import type { Connection } from '../sqlite/connection.ts';
import { sqliteBuilder } from '../sqlite/dialect.ts';
import { Digester, type TableDigest } from './table-digest.ts';

/** The data folder that is moved, read table by table; nothing in it is changed. */
export class MoveSource {
  readonly #connection: Connection;
  readonly #files: Files;

  /** @param connection of a database of this version that nobody writes to meanwhile */
  constructor(connection: Connection, files: Files) {
    this.#connection = connection;
    this.#files = files;
  }

  /** Changes whenever something is written: the name of this life of the data, and how many commits it has seen. */
  get fingerprint(): string {
    return `${this.#meta('epoch')}/${this.#connection.number('pragma user_version')()}`;
  }

  /** What session tokens are signed with. */
  get secret(): string {
    return this.#meta('secret');
  }

  /** The next rows of a table in the order of its key, after a key or from the first: values in the order of its columns. */
  page(table: Table, after: readonly Value[] | undefined, most: number): Value[][] {
    const key = table.primaryKey.map((name) => `"${name}"`).join(', ');
    const places = table.primaryKey.map(() => '?').join(', ');
    const where = after ? `where (${key}) > (${places})` : '';
    const sql = `select ${columnsOf(table)} from "${table.name}" ${where} order by ${key} limit ?`;
    return this.#connection.database.query(sql).values(...(after ?? []), most) as Value[][];
  }

  digest(table: Table, most: number): TableDigest {
    const digester = new Digester();
    for (let after: readonly Value[] | undefined, more = true; more; ) {
      const rows = this.page(table, after, most);
      for (const row of rows) digester.add(row);
      const last = rows.at(-1);
      after = last && keyOf(table, last);
      more = rows.length === most;
    }
    return digester.digest();
  }

  /** Names of all pictures, in order. */
  async files(): Promise<FileName[]> {
    const names = await this.#files.before(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    // What begins with a dot was not written to its end.
    const whole = names.filter(({ id }) => !id.startsWith('.'));
    return whole.sort((a, b) => compared(a.tenantId, b.tenantId) || compared(a.id, b.id));
  }

  /** A picture's bytes. Rejects when it went meanwhile. */
  async file(name: FileName): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#files.get(name);
    if (!bytes) throw new Error(`the picture ${name.tenantId}/${name.id} is not there any more`);
    return bytes;
  }

  async fileDigest(): Promise<TableDigest> {
    const digester = new Digester();
    for (const name of await this.files()) {
      const hash = new Bun.CryptoHasher('sha256').update(await this.file(name)).digest('hex');
      digester.add([name.tenantId, name.id, hash]);
    }
    return digester.digest();
  }

  #meta(key: 'epoch' | 'secret'): string {
    const { sql, parameters } = metaQueries(sqliteBuilder).get;
    return String(this.#connection.database.query(sql).values(...parameters({ key }))[0]?.[0] ?? '');
  }
}

/** A table's columns as SQL lists them. */
export function columnsOf({ columns }: Table): string {
  return columns.map(({ name }) => `"${name}"`).join(', ');
}

/** The key in a row. */
export function keyOf({ columns, primaryKey }: Table, row: readonly Value[]): Value[] {
  return primaryKey.map((name) => row[columns.findIndex((column) => column.name === name)] ?? null);
}

function compared(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
