import { mkdirSync } from 'node:fs';
import type { Log } from '@imagechat/core/ports/log';
import { systemClock } from '../../system-clock.ts';
import { checkFile } from './check-file.ts';
import { Connection, type DatabaseOptions } from './connection.ts';
import { databaseFile } from './files.ts';
import { FolderLock } from './folder-lock.ts';
import { FIRST_START, type Life, settleLife } from './life.ts';
import { Marker } from './marker.ts';
import { migrate } from './migrate.ts';
import type { ReaderMethods, ReaderOptions } from './reader-worker.ts';
import { setStaleWalAside } from './stale-wal.ts';
import { startupErrorOf } from './startup-errors.ts';
import { SqliteStorage, type StorageParts } from './storage.ts';
import { TendedWorker } from './tended-worker.ts';
import { EngineError, STILL } from './worker-port.ts';
import type { WriterMethods, WriterOptions } from './writer-worker.ts';

/** Where the data is and how to treat it. */
export interface SqliteStorageOptions {
  /** The folder of the database; made when there is none. */
  readonly dataDir: string;
  readonly log: Log;
  /** Submissions in one transaction at most. */
  readonly groupSize?: number;
  /** How long to wait for another process's lock on the file, in ms. */
  readonly busyMs?: number;
  /** Once it is open nothing is written any more: whatever would be is rejected. */
  readonly still?: boolean;
  /** How to make the workers; tests bring their own. */
  readonly spawn?: SpawnWorkers;
}

/** How to make the two workers. */
export interface SpawnWorkers {
  readonly writer: () => Worker;
  readonly reader: () => Worker;
}

/** The workers as they are. The addresses are written out so that a bundler finds their files. */
export const STORAGE_WORKERS: SpawnWorkers = {
  writer: () => new Worker(new URL('./writer-worker.ts', import.meta.url)),
  reader: () => new Worker(new URL('./reader-worker.ts', import.meta.url)),
};

/** Opens the database in the data folder, making and migrating it as needed. Throws StartupError when that cannot be. */
export async function openSqliteStorage(options: SqliteStorageOptions): Promise<SqliteStorage> {
  const { dataDir, log, groupSize = 256, busyMs = 5000, spawn = STORAGE_WORKERS } = options;
  const database = { file: databaseFile(dataDir), busyMs };
  try {
    mkdirSync(dataDir, { recursive: true });
    const lock = new FolderLock(dataDir);
    try {
      // They read their code while the database is made ready.
      const workers = spawnWorkers(log, spawn);
      try {
        const life = await prepareDatabase(dataDir, database, log);
        const opened: WriterOptions & ReaderOptions = { ...database, dataDir, epoch: life.epoch, groupSize };
        await Promise.all([workers.writer.open(opened), workers.reader.open(opened)]);
        if (options.still)
          workers.writer.hush(new EngineError({ message: 'the data are being moved', code: STILL }));
        return new SqliteStorage({ ...workers, dataDir, life, lock, log });
      } catch (error) {
        await Promise.all([workers.writer.close(), workers.reader.close()]);
        throw error;
      }
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw startupErrorOf(error, dataDir) ?? error;
  }
}

/** The two workers, not open yet; `lost` resolves when one of them is gone for good. */
function spawnWorkers(log: Log, spawn: SpawnWorkers): Pick<StorageParts, 'writer' | 'reader' | 'lost'> {
  const { promise: lost, resolve } = Promise.withResolvers<EngineError>();
  const tended = { log, clock: systemClock, lost: resolve };
  const writer = new TendedWorker<WriterMethods>({ ...tended, name: 'storage writer', spawn: spawn.writer });
  const reader = new TendedWorker<ReaderMethods>({ ...tended, name: 'storage reader', spawn: spawn.reader });
  return { writer, reader, lost };
}

/** All that must be settled before anyone reads or writes. */
async function prepareDatabase(dataDir: string, options: DatabaseOptions, log: Log): Promise<Life> {
  const marker = new Marker(dataDir);
  const aside = setStaleWalAside(options.file, marker.find()?.mark, Date.now());
  if (aside !== undefined) log('warn', 'stale-wal-set-aside', { file: aside });
  const connection = Connection.forWriting(options);
  try {
    checkFile(connection, log);
    await migrate(connection.database);
    const life = settleLife(connection, marker);
    const { newBecause: because } = life;
    if (because !== undefined) log(because === FIRST_START ? 'info' : 'warn', 'epoch-changed', { because });
    return life;
  } finally {
    connection.close();
  }
}
