import { openAddresses } from '../addresses.ts';
import { type Config, readConfig } from '../config.ts';
import { jsonLog } from '../json-log.ts';
import { startServer } from '../start-server.ts';
import { StartupError } from '../startup-error.ts';
import { type HoldFolder, moveFolder } from '../storage/move/move-folder.ts';
import type { Command, Terminal } from '../terminal.ts';
import { readArguments } from './read-arguments.ts';

const USAGE = 'migrate --from sqlite --to postgres [--in-the-dark]';

/**
 * `imagechat migrate --from sqlite --to postgres`: moves the data folder into a Postgres database. The server must be stopped; this command answers in its
 * place meanwhile, so that everybody may look and nobody write, unless it is asked to do its work in the dark.
 */
export const migrateCommand: Command = {
  summary:
    'move the data folder into Postgres (--from sqlite --to postgres); stop the server first, this reads out meanwhile',
  async run(terminal, args) {
    const text = { type: 'string' } as const;
    const dark = { type: 'boolean' } as const;
    const options = { from: text, to: text, 'in-the-dark': dark } as const;
    const { values } = readArguments(args, 0, options, USAGE);
    if (values.from !== 'sqlite' || values.to !== 'postgres')
      throw new StartupError(`Only this way can be gone: imagechat ${USAGE}`);
    const config = readConfig(terminal.env);
    const { dataDir, databaseUrl } = config;
    if (databaseUrl === undefined)
      throw new StartupError('Set DATABASE_URL to the empty Postgres database that the data is to go to.');
    const { print } = terminal;
    const hold = values['in-the-dark'] ? {} : { hold: () => readingServer(terminal, config) };
    const moved = await moveFolder({ dataDir, databaseUrl, now: Date.now, tell: print, ...hold });
    for (const [name, { rows, hash }] of moved)
      print(`  ${String(rows).padStart(10)}  ${name.padEnd(16)} ${hash.slice(0, 16)}`);
    print('All of it is there, the same by count and hash (SHA-256). Start the server with DATABASE_URL;');
    print(
      `pages load their images anew. ${dataDir} stays as it was: keep it until you have a backup of the new one.`,
    );
    return 0;
  },
};

/** The server on the folder as it was configured before, changing nothing. It holds the folder's lock. */
async function readingServer({ complain, print }: Terminal, config: Config): ReturnType<HoldFolder> {
  const { busUrl: _bus, databaseUrl: _database, ...embedded } = config;
  const log = jsonLog(config.logLevel, complain);
  const server = await startServer(embedded, log, { still: true });
  const secure = config.certificateFiles !== undefined;
  const { local } = openAddresses({ host: config.host, port: server.port, secure });
  print(`Until it is done everybody may look on ${local}, and nobody write.`);
  return { release: () => server.stop() };
}
