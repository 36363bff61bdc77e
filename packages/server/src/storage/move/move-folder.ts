import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DiskFiles } from '../../files/disk-files.ts';
import { StartupError } from '../../startup-error.ts';
import { openToFill } from '../postgres/open.ts';
import { OWN_TABLES } from '../postgres/own-tables.ts';
import { tablesOfThisVersion } from '../postgres/tables.ts';
import type { Connection } from '../sqlite/connection.ts';
import { databaseFile } from '../sqlite/files.ts';
import { FolderLock } from '../sqlite/folder-lock.ts';
import { openForReading } from '../sqlite/read-only.ts';
import { type MoveParts, type Moved, moveData } from './move-data.ts';
import { MoveSource } from './move-source.ts';
import { MoveTarget } from './move-target.ts';

/** Holds a data folder, so that nobody writes to it, until it is let go of. Throws StartupError when a server uses it. */
export type HoldFolder = () => Promise<{ release(): Promise<void> | void }>;

/** Where from, where to, and who is told. */
export interface FolderMove extends Pick<MoveParts, 'now' | 'tell'> {
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** By a lock alone unless said otherwise. */
  readonly hold?: HoldFolder;
}

/** Moves a data folder that no server writes to into an empty Postgres database; the folder stays as it is. Throws StartupError as {@link moveData} and the engines do. */
export async function moveFolder(move: FolderMove): Promise<Moved> {
  const { dataDir, hold = async () => new FolderLock(dataDir) } = move;
  if (!existsSync(databaseFile(dataDir)))
    throw new StartupError(`There is no data in ${dataDir}: set DATA_DIR to the folder the server uses.`);
  const held = await hold();
  try {
    const connection = openForReading(dataDir);
    try {
      return await moveFrom(connection, move);
    } finally {
      connection.close();
    }
  } finally {
    await held.release();
  }
}

async function moveFrom(
  connection: Connection,
  { dataDir, databaseUrl, now, tell }: FolderMove,
): Promise<Moved> {
  const files = new DiskFiles(resolve(dataDir, 'uploads'), () => crypto.randomUUID());
  const source = new MoveSource(connection, files);
  const own = new Set(['meta', ...OWN_TABLES.map(({ name }) => name)]);
  const tables = (await tablesOfThisVersion()).filter(({ name }) => !own.has(name));
  return await openToFill(databaseUrl, (database) =>
    moveData({ source, target: new MoveTarget(database, tables), tables, now, tell }),
  );
}
