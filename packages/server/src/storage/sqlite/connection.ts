import { Database, type Statement } from 'bun:sqlite';
import type { Query, Value, Values } from '../query.ts';

/** How to open the database's file. */
export interface DatabaseOptions {
  readonly file: string;
  /** How long to wait for another connection's lock, in ms. */
  readonly busyMs: number;
}

/** The same queries by the same names, prepared. */
export type PreparedAll<Queries> = {
  readonly [Name in keyof Queries]: Queries[Name] extends Query<infer Args, infer Row>
    ? Prepared<Args, Row>
    : never;
};

/** Runs work in one transaction: committed when the work returns, rolled back when anything throws. */
export type Transaction = <Result>(work: () => Result) => Result;

/** A query prepared on one connection. */
export class Prepared<Args extends Values, Row> {
  readonly #query: Query<Args, Row>;
  readonly #statement: Statement<Row, Value[]>;

  constructor(query: Query<Args, Row>, statement: Statement<Row, Value[]>) {
    this.#query = query;
    this.#statement = statement;
  }

  /** All rows. */
  all(args: Args): Row[] {
    return this.#statement.all(...this.#query.parameters(args));
  }

  /** The first row, if there is one. */
  first(args: Args): Row | undefined {
    return this.#statement.get(...this.#query.parameters(args)) ?? undefined;
  }

  /** Runs it for its effect. */
  run(args: Args): void {
    this.#statement.run(...this.#query.parameters(args));
  }
}

/** An open database file and the statements prepared on it. */
export class Connection {
  readonly database: Database;
  readonly #statements: { finalize(): void }[] = [];

  constructor(database: Database) {
    this.database = database;
  }

  /** Connection that writes; makes the file when there is none. What it commits is on disk (the promise of DESIGN §2). */
  static forWriting({ file, busyMs }: DatabaseOptions): Connection {
    return Connection.#opened(new Database(file, { create: true, readwrite: true }), [
      `pragma busy_timeout = ${busyMs}`,
      'pragma journal_mode = wal',
      'pragma synchronous = full',
      'pragma foreign_keys = on',
      // What is deleted or rewritten is not left lying in the file.
      'pragma secure_delete = on',
      'pragma cache_size = -32768',
      // Pages in the WAL before a commit folds it into the file: 16 MB instead of 4 make groups over many images a quarter faster.
      'pragma wal_autocheckpoint = 4000',
      // After a checkpoint the WAL file is cut back to this, should a long read have made it grow.
      'pragma journal_size_limit = 67108864',
    ]);
  }

  /** Connection that cannot write; the file must exist. */
  static forReading({ file, busyMs }: DatabaseOptions): Connection {
    return Connection.#opened(new Database(file, { readonly: true }), [
      `pragma busy_timeout = ${busyMs}`,
      'pragma cache_size = -32768',
    ]);
  }

  static #opened(database: Database, pragmas: readonly string[]): Connection {
    const connection = new Connection(database);
    try {
      for (const pragma of pragmas) database.run(pragma);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Prepares a noun's queries. */
  prepareAll<Queries extends { readonly [name: string]: { readonly sql: string } }>(
    queries: Queries,
  ): PreparedAll<Queries> {
    const prepared = {};
    for (const [name, query] of Object.entries(queries)) {
      let known: Prepared<Values, unknown> | undefined;
      const get = (): Prepared<Values, unknown> => {
        known ??= new Prepared(query as Query<Values, unknown>, this.#prepare(query.sql));
        return known;
      };
      Object.defineProperty(prepared, name, { enumerable: true, get });
    }
    // Entry for entry the same names; the compiler cannot follow a mapped type through Object.entries.
    return prepared as PreparedAll<Queries>;
  }

  /** `begin immediate` for whoever writes, so that it never finds out halfway that it may not; `begin` for whoever reads. */
  transactions(begin: 'begin' | 'begin immediate'): Transaction {
    const start = this.#prepare(begin);
    const commit = this.#prepare('commit');
    const rollback = this.#prepare('rollback');
    return (work) => {
      start.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        // A full disk makes SQLite roll back by itself.
        if (this.database.inTransaction) rollback.run();
        throw error;
      }
    };
  }

  /** A question whose answer is one number, prepared. */
  number(sql: string): () => number {
    const statement = this.#prepare(sql);
    return () => Number(statement.values()[0]?.[0]);
  }

  /**
   * Folds the WAL into the file as far as readers let it; never waits. True when all of it is there, on disk.
   * To be called outside a transaction, by the connection that writes.
   */
  fold(): boolean {
    const [row = []] = this.database.query('pragma wal_checkpoint(passive)').values();
    const [busy, frames, folded] = row.map(Number);
    return busy === 0 && frames === folded;
  }

  /**
   * Writes the whole file anew, so that no page holds what stood there before: pages that were split keep copies `secure_delete` does not reach. Only up to
   * so many bytes, since nothing else can be written meanwhile; false where it is larger or that cannot be done just now. To be called outside a transaction.
   */
  rewrite(mostBytes: number): boolean {
    const pages = this.database.query('pragma page_count').values()[0]?.[0];
    const size = this.database.query('pragma page_size').values()[0]?.[0];
    if (Number(pages) * Number(size) > mostBytes) return false;
    try {
      this.database.run('vacuum');
      return true;
    } catch {
      return false;
    }
  }

  /** Folds the WAL into the file and empties it, so that nothing of before is left in it; true when no reader was in the way. Waits at most so long, in ms. */
  emptyWal(waitMs: number): boolean {
    const busyMs = this.number('pragma busy_timeout')();
    this.database.run(`pragma busy_timeout = ${waitMs}`);
    try {
      const [row = []] = this.database.query('pragma wal_checkpoint(truncate)').values();
      return Number(row[0]) === 0;
    } finally {
      this.database.run(`pragma busy_timeout = ${busyMs}`);
    }
  }

  /** Lets go of the file; the last connection folds the WAL into it. Open statements would keep it open behind our back. */
  close(): void {
    for (const statement of this.#statements.splice(0)) statement.finalize();
    this.database.close(true);
  }

  #prepare(sql: string): Statement<unknown, Value[]> {
    const statement = this.database.prepare<unknown, Value[]>(sql);
    this.#statements.push(statement);
    return statement;
  }
}
