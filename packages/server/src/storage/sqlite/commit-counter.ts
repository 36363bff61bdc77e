import { closeSync, openSync, readSync } from 'node:fs';
import { systemCode } from '../../startup-error.ts';
import type { Connection, Transaction } from './connection.ts';

/** Where SQLite keeps `user_version` in a file, and how long the header is (https://sqlite.org/fileformat.html#the_database_header). */
const OFFSET = 60;
const HEADER_BYTES = 100;

/** The counter has 31 bits and begins again at 0. */
const SPAN = 2 ** 31;

/**
 * Counts the transactions that changed something, in the database's `user_version`: it travels with every copy, takes part in the transaction,
 * and can be read from the file without SQLite.
 */
export class CommitCounter {
  readonly #connection: Connection;
  readonly #count: () => number;
  readonly #changes: () => number;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#count = connection.number('pragma user_version');
    this.#changes = connection.number('select total_changes()');
  }

  /** The count as the connection sees it. */
  read(): number {
    return this.#count();
  }

  /** Raises the count; to be called inside a transaction. */
  raise(): void {
    this.#connection.database.run(`pragma user_version = ${(this.#count() + 1) % SPAN}`);
  }

  /** Transactions that write; one in which nothing changed leaves the count, and the disk, alone. */
  transactions(): Transaction {
    const transaction = this.#connection.transactions('begin immediate');
    return (work) =>
      transaction(() => {
        const before = this.#changes();
        const result = work();
        if (this.#changes() !== before) this.raise();
        return result;
      });
  }
}

/** Whether a count is from before another one; within half the span there is no doubt. */
export function isBefore(count: number, other: number): boolean {
  const distance = (other - count + SPAN) % SPAN;
  return distance > 0 && distance < SPAN / 2;
}

/**
 * The count in a file as it lies there, without its WAL; undefined without a database. Not to be called while this process has the
 * database open: closing any handle of a file lets go of all the process's locks on it.
 */
export function countInFile(file: string): number | undefined {
  const header = Buffer.alloc(HEADER_BYTES);
  try {
    const handle = openSync(file, 'r');
    try {
      return readSync(handle, header) === HEADER_BYTES ? header.readUInt32BE(OFFSET) : undefined;
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
