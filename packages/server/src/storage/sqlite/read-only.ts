import { existsSync } from 'node:fs';
import { StartupError } from '../../startup-error.ts';
import { Connection } from './connection.ts';
import { DATABASE_FILE, databaseFile } from './files.ts';
import { formOf } from './migrate.ts';
import { Reader } from './reader.ts';
import { startupErrorOf } from './startup-errors.ts';

/** How long a reading command waits for a lock, in ms; readers hardly ever wait. */
const BUSY_MS = 5000;

/** Opens the data folder's database for reading, beside a running server if there is one. Throws StartupError when it cannot. */
export function openForReading(dataDir: string): Connection {
  const file = databaseFile(dataDir);
  if (!existsSync(file))
    throw new StartupError(
      `The data folder ${dataDir} holds no ${DATABASE_FILE}: set DATA_DIR to the folder the server uses.`,
    );
  try {
    const connection = Connection.forReading({ file, busyMs: BUSY_MS });
    try {
      if (formOf(connection.database) !== 'current')
        throw new StartupError(
          `${file} was written by an older version: start the server once to update it.`,
        );
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    throw startupErrorOf(error, dataDir) ?? error;
  }
}

/** Lets `work` read the data folder's database and closes it again. Throws StartupError when it cannot. */
export function withReader<Result>(dataDir: string, work: (reader: Reader) => Result): Result {
  const connection = openForReading(dataDir);
  try {
    return work(new Reader(connection, ''));
  } finally {
    connection.close();
  }
}
