import { type Environment, readConfig } from '../config.ts';
import { StartupError } from '../startup-error.ts';

/** The data folder, for commands about its files. Throws StartupError when the data is in Postgres, which has tools of its own for that. */
export function folderOf(env: Environment, command: 'backup' | 'restore'): string {
  const { dataDir, databaseUrl } = readConfig(env);
  if (databaseUrl === undefined) return dataDir;
  const instead =
    command === 'backup'
      ? 'back it up with the tools of Postgres, like pg_dump'
      : 'restore it with the tools of Postgres, then run "imagechat new-epoch"';
  throw new StartupError(
    `"${command}" is about a data folder, but DATABASE_URL is set: ${instead} (docs/OPERATIONS.md).`,
  );
}
