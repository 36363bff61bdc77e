import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from '../../startup-error.ts';
import { newEpoch } from '../new-epoch.ts';
import { metaQueries } from '../queries/meta.ts';
import { copyInto, isSame } from './backup.ts';
import { CommitCounter } from './commit-counter.ts';
import { Connection } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';
import { databaseFile, settleFile, shmFile, walFile } from './files.ts';
import { FolderLock } from './folder-lock.ts';
import { type Holding, damageIn, holdingOf } from './inspect.ts';
import { type Mark, Marker } from './marker.ts';
import { formOf } from './migrate.ts';
import { setStaleWalAside } from './stale-wal.ts';
import { startupErrorOf } from './startup-errors.ts';

/** What a restore did. */
export interface Restored extends Holding {
  /** Where the former database is now; undefined when there was none. */
  readonly former: string | undefined;
}

/**
 * Puts a backup in the place of the data folder's database, as a new epoch (E1), and keeps the former one beside it. There is a whole database under
 * the name at every moment. Throws StartupError when the backup is not good or a server uses the folder; then nothing has changed.
 * @param now server time in ms, for the former database's name
 */
export function restore(dataDir: string, file: string, now: number): Restored {
  if (!existsSync(file)) throw new StartupError(`There is no file ${file} to restore.`);
  try {
    mkdirSync(dataDir, { recursive: true });
    const lock = new FolderLock(dataDir);
    try {
      return replace(dataDir, file, now);
    } finally {
      lock.release();
    }
  } catch (error) {
    throw startupErrorOf(error, dataDir) ?? error;
  }
}

function replace(dataDir: string, file: string, now: number): Restored {
  const database = databaseFile(dataDir);
  if (isSame(file, database)) throw new StartupError(`${file} is the database itself: name a backup of it.`);
  const marker = new Marker(dataDir);
  const fresh = join(dataDir, 'imagechat.db.restoring');
  try {
    const holding = copyChecked(file, fresh);
    const mark = beginLife(fresh, marker);
    settleFile(fresh);
    const former = keepFormer(database, marker, now);
    renameSync(fresh, database);
    settleFile(database);
    marker.write(mark);
    return { ...holding, former };
  } finally {
    for (const each of [fresh, walFile(fresh), shmFile(fresh)]) rmSync(each, { force: true });
  }
}

/** Reads the backup through SQLite, so that a plain copy with a WAL beside it is taken whole. */
function copyChecked(file: string, fresh: string): Holding {
  const refused = (reason: string) => new StartupError(`${file} cannot be restored: ${reason}.`);
  let backup: Connection | undefined;
  try {
    backup = Connection.forReading({ file, busyMs: 0 });
    const damage = damageIn(backup);
    if (damage !== undefined) throw refused(`it is damaged or no database (${damage})`);
    const form = formOf(backup.database);
    if (form === 'newer') throw refused('it was written by a newer version of Image Chat; update first');
    if (form === 'empty' || form === 'foreign') throw refused('it is not a database of Image Chat');
    copyInto(backup, fresh);
    return holdingOf(backup);
  } catch (error) {
    if (error instanceof StartupError || backup) throw error;
    throw refused(error instanceof Error ? error.message : String(error));
  } finally {
    backup?.close();
  }
}

/** Gives the copy a new epoch, and ties it to the folder's marker so that the next start finds nothing amiss. */
function beginLife(fresh: string, marker: Marker): Mark {
  const connection = Connection.forWriting({ file: fresh, busyMs: 0 });
  try {
    const meta = connection.prepareAll(metaQueries(sqliteBuilder));
    const counter = new CommitCounter(connection);
    const epoch = newEpoch();
    counter.transactions()(() => {
      meta.put.run({ key: 'epoch', value: epoch });
      meta.put.run({ key: 'marker', value: marker.ensure() });
    });
    return { epoch, commits: counter.read(), folded: counter.read() };
  } finally {
    connection.close();
  }
}

/** Gives the database a second name, and takes away what is left of its WAL: that would be taken for the new one's. */
function keepFormer(database: string, marker: Marker, now: number): string | undefined {
  if (!existsSync(database)) return undefined;
  setStaleWalAside(database, marker.find()?.mark, now);
  foldIn(database);
  const former = `${database}.before-restore-${now}`;
  try {
    linkSync(database, former);
  } catch {
    // Not every file system has second names.
    copyFileSync(database, former);
  }
  settleFile(former);
  const wal = walFile(database);
  if ((statSync(wal, { throwIfNoEntry: false })?.size ?? 0) > 0) renameSync(wal, walFile(former));
  for (const each of [wal, shmFile(database)]) rmSync(each, { force: true });
  return former;
}

function foldIn(database: string): void {
  try {
    Connection.forWriting({ file: database, busyMs: 0 }).close();
  } catch {
    // Too damaged to be opened; then its WAL is kept with it as it is.
  }
}
