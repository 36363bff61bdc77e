import { chmodSync, existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { StartupError } from '../../startup-error.ts';
import { Connection } from './connection.ts';
import { databaseFile, settleFile } from './files.ts';
import { type Holding, damageIn, holdingOf } from './inspect.ts';
import { openForReading } from './read-only.ts';
import { failureOf } from './worker-wire.ts';

/** What a backup became. */
export interface Backup extends Holding {
  readonly bytes: number;
}

/**
 * Writes the data folder's database, as it is at this moment, into one file; a running server goes on. Under its name there is either a whole and
 * checked backup or what was there before. Throws StartupError when it cannot.
 */
export function backUp(dataDir: string, file: string, { force = false } = {}): Backup {
  const source = openForReading(dataDir);
  try {
    refuseTarget(dataDir, file, force);
    const part = `${file}.part-${process.pid}`;
    try {
      copyInto(source, part);
      const holding = checked(part);
      settleFile(part);
      renameSync(part, file);
      settleFile(file);
      return { ...holding, bytes: statSync(file).size };
    } catch (error) {
      rmSync(part, { force: true });
      if (error instanceof StartupError) throw error;
      throw new StartupError(`The backup could not be written to ${file}: ${failureOf(error).message}.`, {
        cause: error,
      });
    }
  } finally {
    source.close();
  }
}

/** Writes all of a database, at one moment, into a new file that only its owner may read: it holds what sessions are signed with. */
export function copyInto(source: Connection, file: string): void {
  rmSync(file, { force: true });
  source.database.run('vacuum into ?', [file]);
  chmodSync(file, 0o600);
}

function refuseTarget(dataDir: string, file: string, force: boolean): void {
  const folder = dirname(resolve(file));
  if (!existsSync(folder)) throw new StartupError(`There is no folder ${folder} to put the backup into.`);
  const isOurs = realpathSync(folder) === realpathSync(dataDir) && basename(file).startsWith('imagechat.');
  if (isOurs || isSame(file, databaseFile(dataDir)))
    throw new StartupError(`${file} is the server's own file: name another one for the backup.`);
  if (!force && existsSync(file))
    throw new StartupError(`${file} is there already: name another one, or say --force to replace it.`);
}

/** Whether two paths lead to one file. */
export function isSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

function checked(file: string): Holding {
  const copy = Connection.forReading({ file, busyMs: 0 });
  try {
    const damage = damageIn(copy);
    if (damage !== undefined)
      throw new StartupError(
        `The database is damaged, so there is no new backup (${damage}): keep the backups you have, and restore the last good one.`,
      );
    return holdingOf(copy);
  } finally {
    copy.close();
  }
}
