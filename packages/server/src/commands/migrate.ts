import { readConfig } from '../config.ts';
import { StartupError } from '../startup-error.ts';
import { moveFolder } from '../storage/move/move-folder.ts';
import type { Command } from '../terminal.ts';
import { readArguments } from './read-arguments.ts';

const USAGE = 'migrate --from sqlite --to postgres';

/** `imagechat migrate --from sqlite --to postgres`: moves the data folder into a Postgres database; the server must be stopped. */
export const migrateCommand: Command = {
  summary: 'move the data folder into Postgres (--from sqlite --to postgres); the server must be stopped',
  async run({ env, print }, args) {
    const text = { type: 'string' } as const;
    const { values } = readArguments(args, 0, { from: text, to: text } as const, USAGE);
    if (values.from !== 'sqlite' || values.to !== 'postgres')
      throw new StartupError(`Only this way can be gone: imagechat ${USAGE}`);
    const { dataDir, databaseUrl } = readConfig(env);
    if (databaseUrl === undefined)
      throw new StartupError('Set DATABASE_URL to the empty Postgres database that the data is to go to.');
    const moved = await moveFolder({ dataDir, databaseUrl, now: Date.now, tell: print });
    for (const [name, { rows, hash }] of moved)
      print(`  ${String(rows).padStart(10)}  ${name.padEnd(16)} ${hash.slice(0, 16)}`);
    print('All of it is there, the same by count and hash (SHA-256). Start the server with DATABASE_URL;');
    print(
      `pages load their images anew. ${dataDir} stays as it was: keep it until you have a backup of the new one.`,
    );
    return 0;
  },
};
