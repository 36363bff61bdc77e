import type { Database } from 'bun:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  DummyDriver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely';
import type { Builder, KeyRow, Value } from '../query.ts';
import type { Schema } from '../schema.ts';

/** Kysely on a `bun:sqlite` database, for migrations: one connection, used by one caller at a time. */
export function bunSqliteDialect(database: Database): Dialect {
  return dialectWith(() => new BunSqliteDriver(database));
}

function dialectWith(createDriver: () => Driver): Dialect {
  return {
    createDriver,
    createAdapter: () => new TransactionalSqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** SQLite does have transactional DDL; with it a migration that is cut off leaves nothing half done. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class BunSqliteDriver implements Driver {
  readonly #connection: BunSqliteConnection;

  constructor(database: Database) {
    this.#connection = new BunSqliteConnection(database);
  }

  async init(): Promise<void> {
    // The database is open already.
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async releaseConnection(): Promise<void> {
    // There is only the one.
  }

  async destroy(): Promise<void> {
    // Whoever opened the database closes it.
  }
}

class BunSqliteConnection implements DatabaseConnection {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const statement = this.#database.prepare<Row, Value[]>(query.sql);
    try {
      const parameters = query.parameters as Value[];
      if (statement.columnNames.length > 0) return { rows: statement.all(...parameters) };
      const { changes, lastInsertRowid } = statement.run(...parameters);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    } finally {
      statement.finalize();
    }
  }

  // biome-ignore lint/correctness/useYield: refusing is all this does, and the interface wants a generator
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streaming is not needed here: the reader pages');
  }
}

/** Builds queries for SQLite; runs none. */
export const sqliteBuilder: Builder = {
  db: new Kysely<Schema>({ dialect: dialectWith(() => new DummyDriver()) }),
  keys: (keys) => sql<KeyRow>`json_each(${keys})`.as('k'),
  part: (place) => sql`k.value ->> ${sql.lit(place)}`,
};
