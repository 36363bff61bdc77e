import { renameSync, rmSync, statSync } from 'node:fs';
import { countInFile, isBefore } from './commit-counter.ts';
import { shmFile, walFile } from './files.ts';
import type { Mark } from './marker.ts';

/**
 * Moves a WAL out of the way that belongs to a newer database than the file beside it: somebody put an older copy back after a crash. SQLite would
 * take that WAL for the copy's own and mix the two. Nothing is thrown away. To be called before the database is opened.
 * @returns where the WAL is now; undefined when it was where it belongs
 */
export function setStaleWalAside(file: string, mark: Mark | undefined, now: number): string | undefined {
  const wal = walFile(file);
  const size = statSync(wal, { throwIfNoEntry: false })?.size ?? 0;
  if (!mark || size === 0) return undefined;
  const count = countInFile(file);
  if (count === undefined || !isBefore(count, mark.folded)) return undefined;
  const aside = `${wal}.stale-${now}`;
  renameSync(wal, aside);
  rmSync(shmFile(file), { force: true });
  return aside;
}
