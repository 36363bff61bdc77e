import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DiskFiles } from '../../files/disk-files.ts';
import { StartupError } from '../../startup-error.ts';
import { openToFill } from '../postgres/open.ts';
import { OWN_TABLES } from '../postgres/own-tables.ts';
import { tablesOfThisVersion } from '../postgres/tables.ts';
import { databaseFile } from '../sqlite/files.ts';
import { FolderLock } from '../sqlite/folder-lock.ts';
import { openForReading } from '../sqlite/read-only.ts';
import { type MoveParts, type Moved, moveData } from './move-data.ts';
import { MoveSource } from './move-source.ts';
import { MoveTarget } from './move-target.ts';

/** Where from, where to, and who is told. */
export interface FolderMove extends Pick<MoveParts, 'now' | 'tell'> {
  readonly dataDir: string;
  readonly databaseUrl: string;
}

/** Moves a data folder that no server uses into an empty Postgres database; the folder stays as it is. Throws StartupError as {@link moveData} and the engines do. */
export async function moveFolder({ dataDir, databaseUrl, now, tell }: FolderMove): Promise<Moved> {
  if (!existsSync(databaseFile(dataDir)))
    throw new StartupError(`There is no data in ${dataDir}: set DATA_DIR to the folder the server uses.`);
  // Held to the end, so that no server writes meanwhile.
  const lock = new FolderLock(dataDir);
  try {
    const connection = openForReading(dataDir);
    try {
      const files = new DiskFiles(resolve(dataDir, 'uploads'), () => crypto.randomUUID());
      const source = new MoveSource(connection, files);
      const own = new Set(['meta', ...OWN_TABLES.map(({ name }) => name)]);
      const tables = (await tablesOfThisVersion()).filter(({ name }) => !own.has(name));
      return await openToFill(databaseUrl, (database) =>
        moveData({ source, target: new MoveTarget(database, tables), tables, now, tell }),
      );
    } finally {
      connection.close();
    }
  } finally {
    lock.release();
  }
}
