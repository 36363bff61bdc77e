import { resolve } from 'node:path';
import { MemoryExchange } from '@imagechat/core/memory/bus';
import type { Bus } from '@imagechat/core/ports/bus';
import type { Files } from '@imagechat/core/ports/files';
import type { Log } from '@imagechat/core/ports/log';
import type { RedisBus } from './bus/redis-bus.ts';
import type { Config } from './config.ts';
import { DiskFiles } from './files/disk-files.ts';
import type { Engine } from './storage/engine.ts';
import { openSqliteStorage } from './storage/sqlite/open.ts';
import { systemClock } from './system-clock.ts';

/** What a process stands on: where its data is, where its pictures are, and what joins it to others. */
export interface Engines {
  readonly engine: Engine;
  readonly files: Files;
  readonly bus: Bus;
  /** The bus as operators look after it; undefined where there is one process only. */
  readonly redis: RedisBus | undefined;
  /** The random name of this process among others; undefined where it is alone. */
  readonly node: string | undefined;
  close(): Promise<void>;
}

/** Which engines, and where. */
export interface EngineSettings extends Pick<Config, 'dataDir' | 'databaseUrl' | 'busUrl'> {
  /** A data folder is only read from, once it is open; Postgres knows no such state. */
  readonly still?: boolean;
}

/** Opens storage and bus as configured. Throws StartupError with one sentence when one of them cannot be had. */
export async function openEngines(settings: EngineSettings, log: Log): Promise<Engines> {
  const { engine, files } = await openData(settings, log);
  try {
    const node = settings.busUrl === undefined ? undefined : crypto.randomUUID();
    const redis = await openRedis(settings.busUrl, node, engine, log);
    return {
      ...{ engine, files, redis, node },
      bus: redis ?? new MemoryExchange().bus(),
      async close() {
        await redis?.close();
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Opens where the data is. Throws StartupError with one sentence when that cannot be. */
export async function openData(
  { dataDir, databaseUrl, still = false }: EngineSettings,
  log: Log,
): Promise<Pick<Engines, 'engine' | 'files'>> {
  if (databaseUrl === undefined) {
    const engine = await openSqliteStorage({ dataDir, log, still });
    return { engine, files: new DiskFiles(resolve(dataDir, 'uploads'), () => crypto.randomUUID()) };
  }
  // Loaded when wanted: the engines' libraries are a third of what a start has to read.
  const { openPostgres } = await import('./storage/postgres/open.ts');
  const engine = await openPostgres({ url: databaseUrl, log, now: systemClock.now });
  return { engine, files: engine.files };
}

async function openRedis(
  url: string | undefined,
  node: string | undefined,
  engine: Engine,
  log: Log,
): Promise<RedisBus | undefined> {
  if (url === undefined || node === undefined) return undefined;
  const { openBus } = await import('./bus/open-bus.ts');
  return await openBus({ url, node, secret: await engine.secret(), log });
}
