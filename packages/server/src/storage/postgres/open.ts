import { randomBytes } from 'node:crypto';
import type { Log } from '@imagechat/core/ports/log';
import { StartupError } from '../../startup-error.ts';
import { newEpoch } from '../new-epoch.ts';
import { metaQueries } from '../queries/meta.ts';
import { PgDatabase } from './database.ts';
import { postgresBuilder } from './dialect.ts';
import { PostgresEngine } from './engine.ts';
import { migratePostgres } from './migrate.ts';
import { moveOf } from './move-state.ts';
import { tablesOfThisVersion } from './tables.ts';

/** Which database, and what it is worth to wait for. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/name`. */
  readonly url: string;
  readonly log: Log;
  /** Server time in ms. */
  readonly now: () => number;
}

const meta = metaQueries(postgresBuilder);

/** Opens the database, making and migrating its tables as needed. Throws StartupError when that cannot be; the address is not repeated, since it may hold a password. */
export async function openPostgres({ url, log, now }: PostgresOptions): Promise<PostgresEngine> {
  return await opened(url, log, async (database) => {
    const { epoch, secret } = await settle(database);
    return new PostgresEngine({ database, tables: await tablesOfThisVersion(), epoch, secret, now, log });
  });
}

/** Lets `work` fill the database, which no server may start on before the move into it says that it is whole. Throws StartupError as {@link openPostgres} does. */
export async function openToFill<Result>(
  url: string,
  work: (database: PgDatabase) => Promise<Result>,
): Promise<Result> {
  return await opened(
    url,
    () => undefined,
    async (database) => {
      const result = await work(database);
      await database.close();
      return result;
    },
  );
}

/** Names a new life of the logs after the database was taken back in time (E1). Throws StartupError as {@link openPostgres} does. */
export async function beginNewEpoch(url: string): Promise<void> {
  await opened(
    url,
    () => undefined,
    async (database) => {
      await database.write('all', (work) => work.all(meta.put, { key: 'epoch', value: newEpoch() }));
      await database.close();
    },
  );
}

async function opened<Result>(
  url: string,
  log: Log,
  work: (database: PgDatabase) => Promise<Result>,
): Promise<Result> {
  const database = new PgDatabase(url, log);
  try {
    await migratePostgres(database);
    return await work(database);
  } catch (error) {
    await database.close();
    if (error instanceof StartupError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new StartupError(
      `The database of DATABASE_URL cannot be used: ${why}. Check that it runs, and its name, user and password.`,
    );
  }
}

/** What the database knows of itself, made by whoever comes first. */
async function settle(database: PgDatabase): Promise<{ epoch: string; secret: string }> {
  return await database.write('all', async (work) => {
    await work.raw("select pg_advisory_xact_lock(hashtext('imagechat life'))");
    const move = await moveOf(work);
    if (move && !move.isWhole)
      throw new StartupError(
        'Into the database of DATABASE_URL a data folder is being moved: run "imagechat migrate --from sqlite --to postgres" to its end first.',
      );
    const settled = async (key: 'epoch' | 'secret', made: () => string): Promise<string> => {
      const row = await work.first(meta.get, { key });
      if (row) return row.value;
      const value = made();
      await work.all(meta.put, { key, value });
      return value;
    };
    const epoch = await settled('epoch', newEpoch);
    return { epoch, secret: await settled('secret', () => randomBytes(32).toString('base64url')) };
  });
}
