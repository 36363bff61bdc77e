import type { Past } from '../engine.ts';
import { Connection } from './connection.ts';
import { databaseFile } from './files.ts';
import { Writer } from './writer.ts';

/**
 * Another writer on the data folder's database, with a clock that is set by each group. What it writes is durable with the next commit of the storage's own writer: both
 * write to one log, in order, and that one waits for the disk.
 */
export function sqlitePast(dataDir: string, epoch: string): Past {
  const connection = Connection.forWriting({ file: databaseFile(dataDir), busyMs: 5000 });
  connection.database.run('pragma synchronous = normal');
  let time = 0;
  const writer = new Writer(connection, epoch, () => time);
  return {
    async submitAt(at, group) {
      time = at;
      return writer.submit(group);
    },
    close: () => connection.close(),
  };
}
