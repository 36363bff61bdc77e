import type { Log } from '@imagechat/core/ports/log';
import { openAddresses } from '../addresses.ts';
import { type Config, readConfig } from '../config.ts';
import { setupAddress } from '../dashboard/one-time-link.ts';
import { jsonLog } from '../json-log.ts';
import { freePort } from '../listen.ts';
import { prepareInstallation, startServer } from '../start-server.ts';
import { StartupError } from '../startup-error.ts';
import { systemClock } from '../system-clock.ts';
import type { Command, Terminal } from '../terminal.ts';
import { version } from '../version.ts';
import { spawnWorkers } from '../workers/spawn.ts';
import { Supervisor } from '../workers/supervisor.ts';
import { runWorker } from '../workers/worker.ts';

/** More than any machine has cores for. */
const MOST_WORKERS = 256;

/** `imagechat start [--workers n]`: the server, in this process or in several. */
export const startCommand: Command = {
  summary: 'run the server (what happens without a command); --workers <number> in so many processes',
  async run(terminal, args) {
    const workers = workersIn(args);
    const config = readConfig(terminal.env);
    const log = jsonLog(config.logLevel, terminal.complain);
    const { supervisor } = terminal;
    const { worker } = config;
    if (supervisor && worker !== undefined) {
      const itsLog: Log = (level, event, fields) => log(level, event, { worker, ...fields });
      return await runWorker(terminal, supervisor, config, itsLog);
    }
    return workers === 1
      ? await startAlone(terminal, config, log)
      : await supervise(terminal, config, log, workers);
  },
};

function workersIn(args: readonly string[]): number {
  const [option, value = '', ...more] = args.flatMap((arg) =>
    arg.startsWith('--') ? arg.split('=') : [arg],
  );
  if (option === undefined) return 1;
  const isNumber = /^[1-9]\d{0,2}$/.test(value) && Number(value) <= MOST_WORKERS;
  if (option === '--workers' && isNumber && more.length === 0) return Number(value);
  throw new StartupError(
    `"start" takes nothing but --workers <number from 1 to ${MOST_WORKERS}>, but got "${args.join(' ')}": settings are environment variables.`,
  );
}

async function startAlone(terminal: Terminal, config: Config, log: Log): Promise<number> {
  const server = await startServer(config, log);
  greet(terminal, config, server, []);
  const lost = await Promise.race([terminal.stopRequested(), server.lost]);
  if (lost !== undefined) terminal.complain(`The server stops, so that it can be started anew: ${lost}.`);
  await server.stop();
  return lost === undefined ? 0 : 1;
}

async function supervise(terminal: Terminal, config: Config, log: Log, count: number): Promise<number> {
  refuseWhatOneServes(config);
  const setupSecret = await prepareInstallation(config, log);
  const port = freePort(config);
  const supervisor = new Supervisor({
    ...{ count, log, clock: systemClock },
    spawn: spawnWorkers({ env: terminal.env, port }),
  });
  const stop = terminal.stopRequested();
  // Whoever is asked to end while it begins ends.
  const early = stop.then(() => supervisor.stop());
  await supervisor.start();
  greet(terminal, config, { port, setupSecret }, [`  Processes         ${count}`]);
  terminal.onRestartRequested(() => void supervisor.roll());
  await early;
  return 0;
}

function refuseWhatOneServes({ busUrl, databaseUrl }: Config): void {
  if (databaseUrl === undefined)
    throw new StartupError(
      'With --workers several processes would write to DATA_DIR, but SQLite has one writer: set DATABASE_URL and BUS_URL (docs/OPERATIONS.md, "More than one machine"), or leave --workers out.',
    );
  if (busUrl === undefined)
    throw new StartupError(
      'With --workers several processes must hear of one another: set BUS_URL to a Redis as well, or leave --workers out.',
    );
  if (process.platform !== 'linux')
    throw new StartupError(
      'Only Linux lets several processes share a port: leave --workers out, or start each on a port of its own behind a load balancer.',
    );
}

function greet(
  { print }: Terminal,
  { host, dataDir, databaseUrl, busUrl, certificateFiles }: Config,
  { port, setupSecret }: { readonly port: number; readonly setupSecret: string | undefined },
  more: readonly string[],
): void {
  const { local, network } = openAddresses({ host, port, secure: certificateFiles !== undefined });
  const lines = [
    '',
    `  Image Chat ${version} is running.`,
    '',
    `  On this machine   ${local}`,
    ...network.map((address, at) => `  ${at === 0 ? 'In your network  ' : '                 '} ${address}`),
    `  Data              ${databaseUrl === undefined ? dataDir : placeOf(databaseUrl)}`,
    ...(busUrl === undefined ? [] : [`  Bus               ${placeOf(busUrl)}`]),
    ...more,
    ...(setupSecret === undefined
      ? [`  Dashboard         ${local}/dashboard`]
      : [
          '',
          '  Nobody owns this server yet. Set up your dashboard here (once, within a day):',
          `  ${setupAddress(local, setupSecret)}`,
        ]),
    '',
    '  Ctrl-C stops it.',
    '',
  ];
  for (const line of lines) print(line);
}

/** An engine's address without what it holds beside that: user and password. */
function placeOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
