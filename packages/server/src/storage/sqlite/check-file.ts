import { statSync } from 'node:fs';
import type { Log } from '@imagechat/core/ports/log';
import { StartupError } from '../../startup-error.ts';
import type { Connection } from './connection.ts';
import { firstDamage } from './inspect.ts';

/** Files up to this size are read through at every start: about a second on a slow disk. In bytes. */
const SMALL_BYTES = 256 * 1024 * 1024;

/** Checks the database's file before anything is built on it. Throws StartupError when it is damaged, with what to do. */
export function checkFile({ database }: Connection, log: Log): void {
  const { filename } = database;
  const { size } = statSync(filename);
  if (size > SMALL_BYTES) {
    // Opening it read its header and schema; the rest is checked with every backup.
    log('info', 'database-not-checked', { bytes: size });
    return;
  }
  const damage = firstDamage(database, 'quick_check');
  if (damage === undefined) return;
  throw new StartupError(
    `${filename} is damaged (${damage}). Put a backup in its place with "imagechat restore <file>", which keeps the damaged one aside; without a backup, move it away to start anew.`,
  );
}
