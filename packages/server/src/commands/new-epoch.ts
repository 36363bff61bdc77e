import { readConfig } from '../config.ts';
import { StartupError } from '../startup-error.ts';
import type { Command } from '../terminal.ts';
import { readArguments } from './read-arguments.ts';

/** `imagechat new-epoch`: says that a Postgres database was taken back in time (E1). */
export const newEpochCommand: Command = {
  summary: 'say that the Postgres database was restored: pages load anew',
  async run({ env, print }, args) {
    readArguments(args, 0, {}, 'new-epoch');
    const { databaseUrl } = readConfig(env);
    if (databaseUrl === undefined)
      throw new StartupError(
        'Only a Postgres database has to be told that it was restored; for a data folder "imagechat restore" does it. Set DATABASE_URL.',
      );
    const { beginNewEpoch } = await import('../storage/postgres/open.ts');
    await beginNewEpoch(databaseUrl);
    print(
      'The database begins another life. Servers that still run on it end with code 1 within half a minute; start them again.',
    );
    return 0;
  },
};
