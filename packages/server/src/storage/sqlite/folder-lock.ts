import { Database } from 'bun:sqlite';
import { StartupError, systemCode } from '../../startup-error.ts';
import { lockFile } from './files.ts';

/**
 * Says that a process uses a data folder. It is SQLite's own lock on an empty database, so it goes with the process however that ends: kill -9
 * leaves nothing to clean up.
 */
export class FolderLock {
  readonly #database: Database;

  /** Takes the folder, which must exist. Throws StartupError when a process, or this one, has it. */
  constructor(dataDir: string) {
    const database = new Database(lockFile(dataDir), { create: true, readwrite: true });
    try {
      // Nothing is ever written; without this, SQLite would put a journal beside it.
      database.run('pragma journal_mode = memory');
      database.run('begin immediate');
    } catch (error) {
      database.close(true);
      if (!systemCode(error)?.startsWith('SQLITE_BUSY')) throw error;
      throw new StartupError(
        `The data folder ${dataDir} is in use by a running Image Chat server: stop that one first, or set DATA_DIR to another folder.`,
        { cause: error },
      );
    }
    this.#database = database;
  }

  /** Lets go of the folder; twice does no harm. */
  release(): void {
    this.#database.close(true);
  }
}
