import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The name of the database's file in its folder. */
export const DATABASE_FILE = 'imagechat.db';

/** The database in a data folder. */
export function databaseFile(dataDir: string): string {
  return join(dataDir, DATABASE_FILE);
}

/** What SQLite has not folded into the database yet: belongs to that very file. */
export function walFile(database: string): string {
  return `${database}-wal`;
}

/** SQLite's index of the WAL, made anew when it is missing. */
export function shmFile(database: string): string {
  return `${database}-shm`;
}

/** The name of the file by which a data folder is told from its copies (E1). */
export const MARKER_FILE = 'imagechat.life';

/** The marker in a data folder. */
export function markerFile(dataDir: string): string {
  return join(dataDir, MARKER_FILE);
}

/** The lock of a data folder: an empty database that its user keeps locked. */
export function lockFile(dataDir: string): string {
  return join(dataDir, 'imagechat.lock');
}

/** Puts on disk what a file holds, and that it is there under its name. */
export function settleFile(path: string): void {
  for (const each of [path, dirname(path)]) {
    const handle = openSync(each, 'r');
    fsyncSync(handle);
    closeSync(handle);
  }
}
