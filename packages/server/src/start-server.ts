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
  /** Turns away, asks clients to move, finishes what was submitted, lets go of the data; resolves within `shutdownMs`. */
  stop(): Promise<void>;
}

/** Starts the server as configured. Throws StartupError with a sentence for the operator when it cannot. */
export async function startServer(config: Config, log: Log): Promise<RunningServer> {
  const files = config.certificateFiles;
  const certificate = files && (await readCertificate(files));
  const engines = await openEngines(config, log);
  const { engine } = engines;
  try {
    await openDemo(engine, systemClock.now());
    let port = config.port;
    const chores = choresOn(engines, config, log);
    const secure = certificate !== undefined;
    const composition = compose({
      ...(await foundationsOn(engines)),
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
    const stop = async (): Promise<void> => {
      await close(composition, doors, config);
      await composition.finish();
      await engines.close();
    };
    return {
      port,
      setupSecret: await setupSecret(engine.accounts, systemClock.now()),
      lost: engine.lost.then(({ message }) => message),
      stop: () =>
        within(config.readyGraceMs + config.shutdownMs, stop(), () => log('error', 'stop-took-too-long')),
    };
  } catch (error) {
    await engines.close();
    throw error;
  }
}

/** What of a composition's foundations comes from the engines. */
async function foundationsOn({ engine, bus, node, redis }: Engines) {
  const { archive, epoch, overview, webhooks } = engine;
  const { accounts, audit, bans, groups, index, mentions, people, personFiles, tenants, usage } = engine;
  return {
    ...{ accounts, audit, bans, groups, index, mentions, people, personFiles, tenants, usage },
    ...{ archive, epoch, overview, webhooks },
    ...{ storage: engine, bus, secret: await engine.secret() },
    trouble: () => engine.trouble,
    ...(redis ? { busCounts: () => redis.counts } : {}),
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
async function close({ drain, hub }: Composition, doors: Doors, config: Config): Promise<void> {
  drain();
  await new Promise<void>((resolve) => setTimeout(resolve, config.readyGraceMs));
  // A crowd is sent away over half the time there is, a handful at once.
  await hub.close(Math.min(config.shutdownMs / 2, hub.stats().sessions * MOVE_MS));
  // Bun's promise may never settle while somebody holds a connection open.
  await within(GOODBYE_MS, doors.stop(), () => undefined);
  await within(GOODBYE_MS, doors.stop(true), () => undefined);
}
