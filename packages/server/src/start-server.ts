import type { Log } from '@imagechat/core/ports/log';
import { openAddresses } from './addresses.ts';
import { type Composition, compose } from './compose.ts';
import type { Config } from './config.ts';
import { setupSecret } from './dashboard/one-time-link.ts';
import { openDemo } from './demo/open-demo.ts';
import { type Doors, openDoors } from './doors.ts';
import { sweepChore } from './files/sweep-chore.ts';
import { type Engines, openEngines } from './open-engines.ts';
import { storageChores } from './storage/chores.ts';
import { systemClock } from './system-clock.ts';
import { readCertificate } from './tls/certificate.ts';
import { version } from './version.ts';
import { within } from './within.ts';

/** How long connections may take to say goodbye before they are cut, in ms. */
const GOODBYE_MS = 1000;

/** How many ms each connection adds to the time over which clients are asked to move. */
const MOVE_MS = 2;

/** A server that runs. */
export interface RunningServer {
  readonly port: number;
  /** What lets the first owner set up the dashboard; undefined once there is one. */
  readonly setupSecret: string | undefined;
  /** Resolves with why, when this process cannot go on: then it should be stopped and started anew. */
  readonly lost: Promise<string>;
  /** What `/metrics` tells of this process. */
  metrics(): Promise<string>;
  /** Turns away, asks clients to move, finishes what was submitted, lets go of the data; resolves within `shutdownMs`. Who retires leaves the port to others at once. */
  stop(retires?: boolean): Promise<void>;
}

/** Where a process is one of several on its port: what is not its own to do or to tell. */
export interface Team {
  /** The metrics of all of them. */
  readonly allMetrics: () => Promise<string>;
}

/** What kind of server it is, where it is not one by itself. */
export interface Role {
  readonly team?: Team;
  /** Everybody may look, and nothing is written: the data are being moved. */
  readonly still?: boolean;
}

/** Starts the server as configured. Throws StartupError with a sentence for the operator when it cannot. */
export async function startServer(
  config: Config,
  log: Log,
  { team, still = false }: Role = {},
): Promise<RunningServer> {
  const files = config.certificateFiles;
  const certificate = files && (await readCertificate(files));
  const engines = await openEngines({ ...config, still }, log);
  const { engine } = engines;
  try {
    const secret = team || still ? undefined : await firstSteps(engine);
    let port = config.port;
    const chores = choresOn(engines, config, log);
    const secure = certificate !== undefined;
    const composition = compose({
      ...(await foundationsOn(engines)),
      ...team,
      still,
      chores,
      uploads: { files: engines.files, settings: config.uploads },
      clock: systemClock,
      log,
      limits: config.limits,
      settings: config.batch,
      usageSaveMs: config.usageSaveMs,
      version,
      securityContact: config.securityContact,
      sendSettings: { toPrivate: config.webhooksToPrivate },
      widgetFolder: Bun.fileURLToPath(new URL('../../widget/dist', import.meta.url)),
      dashboardFolder: Bun.fileURLToPath(new URL('../../dashboard/dist', import.meta.url)),
      addresses: () => openAddresses({ host: config.host, port, secure }).network,
    });
    const doors = openDoors(composition, config, certificate, log);
    port = doors.port;
    chores.push(...doors.chores);
    const stop = async (retires: boolean): Promise<void> => {
      await close(composition, doors, retires ? { ...config, readyGraceMs: 0 } : config, retires);
      await composition.finish();
      await engines.close();
    };
    return {
      port,
      setupSecret: secret,
      lost: engine.lost.then(({ message }) => message),
      metrics: composition.metrics,
      stop: (retires = false) =>
        within(config.readyGraceMs + config.shutdownMs, stop(retires), () =>
          log('error', 'stop-took-too-long'),
        ),
    };
  } catch (error) {
    await engines.close();
    throw error;
  }
}

/**
 * What is done once for an installation, whoever comes first, and for processes that share a port by who starts them: tables, the demo, the link for set-up.
 * @returns what lets the first owner set up the dashboard; undefined once there is one. Throws StartupError when the engines cannot be had.
 */
export async function prepareInstallation(config: Config, log: Log): Promise<string | undefined> {
  if (config.certificateFiles) await readCertificate(config.certificateFiles);
  const engines = await openEngines(config, log);
  try {
    return await firstSteps(engines.engine);
  } finally {
    await engines.close();
  }
}

async function firstSteps(engine: Engines['engine']): Promise<string | undefined> {
  const now = systemClock.now();
  await openDemo(engine, now);
  return await setupSecret(engine.accounts, now);
}

/** What of an engine is one of a composition's foundations by the same name. */
const STORES = [
  ...(['accounts', 'archive', 'audit', 'bans', 'epoch', 'groups', 'index', 'judges', 'mentions'] as const),
  ...(['overview', 'passkeys', 'people', 'personFiles', 'tenants', 'usage', 'webhooks'] as const),
];

type Stores = Pick<Engines['engine'], (typeof STORES)[number]>;

function storesOf(engine: Engines['engine']): Stores {
  // Name for name the same; the compiler cannot follow that through fromEntries.
  return Object.fromEntries(STORES.map((name) => [name, engine[name]])) as Stores;
}

/** What of a composition's foundations comes from the engines. */
async function foundationsOn({ engine, bus, node, redis }: Engines) {
  return {
    ...storesOf(engine),
    ...{ storage: engine, bus, secret: await engine.secret() },
    trouble: () => engine.trouble,
    ...(redis ? { busCounts: () => redis.counts, levels: redis.levels } : {}),
    ...(node === undefined ? {} : { node }),
  };
}

/** What the process's one timer has to do for the engines (T1). */
function choresOn({ engine, files, redis }: Engines, config: Config, log: Log): ((now: number) => void)[] {
  const chores = storageChores(engine, config.retention, log);
  chores.push(sweepChore(files, engine.uploadUses, engine, log));
  if (redis) chores.push(() => redis.pulse());
  return chores;
}

/** Readiness turns first, then new connections are refused, then everyone is asked to move and what is under way finishes. */
async function close(
  { drain, hub }: Composition,
  doors: Doors,
  config: Config,
  retires: boolean,
): Promise<void> {
  // Others listen on the same port: nobody is to come here only to be turned away.
  if (retires) void doors.stop();
  drain();
  await new Promise<void>((resolve) => setTimeout(resolve, config.readyGraceMs));
  // A crowd is sent away over half the time there is, a handful at once.
  await hub.close(Math.min(config.shutdownMs / 2, hub.stats().sessions * MOVE_MS));
  // Bun's promise may never settle while somebody holds a connection open.
  await within(GOODBYE_MS, doors.stop(), () => undefined);
  await within(GOODBYE_MS, doors.stop(true), () => undefined);
}
