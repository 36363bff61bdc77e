import { expect, test } from 'bun:test';
import { add, create, submission } from '@imagechat/core/testing/builders';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { PgDatabase } from './database.ts';
import { migratePostgres } from './migrate.ts';
import { PostgresStorage } from './storage.ts';
import type { Table } from './table.ts';

const world = await postgresWorld();

/** A database of the version before, and whether it has the index that this one has no use for. */
async function before() {
  const { database, tables, url } = await world.database();
  await database.write('all', async (work) => {
    await work.raw('drop index images_by_use');
    await work.raw('create index images_by_activity on images (tenant_id, active_at, url_id) where head > 0');
    await work.raw(
      "delete from schema_steps where name in ('postgres-0003-room-for-changes', '0019-image-use')",
    );
  });
  const hasIndex = async () => {
    const [row] = await database.read('all', (work) =>
      work.raw<{ is: boolean }>("select to_regclass('images_by_activity') is not null as is"),
    );
    return row?.is;
  };
  return { database, tables, url, hasIndex };
}

/** Visitors of several processes who answer without a pause, until the end; `said` so far. */
function busy(url: string, tables: readonly Table[]) {
  const nodes = [0, 1, 2].map(
    () =>
      new PostgresStorage({
        database: new PgDatabase(url, () => undefined),
        tables,
        epoch: 'e1',
        now: Date.now,
      }),
  );
  const state = { said: 0, ended: false };
  const visitors = Array.from({ length: 12 }, async (_, n) => {
    const storage = nodes[n % nodes.length];
    const start = create();
    await storage?.submit([submission(start, undefined, `picture-${n}`)]);
    while (!state.ended) {
      await storage?.submit([submission(add(start.id), undefined, `picture-${n}`)]);
      state.said++;
    }
  });
  return {
    state,
    async end() {
      state.ended = true;
      await Promise.all(visitors);
      for (const node of nodes) await node.close();
    },
  };
}

async function saidMore(state: { readonly said: number }): Promise<void> {
  const enough = state.said + 50;
  while (state.said < enough) await new Promise((resolve) => setImmediate(resolve));
}

test('while the version before serves without a pause, tables are brought up and nobody is refused', async () => {
  const { database, hasIndex, tables, url } = await before();
  const all = busy(url, tables);
  await saidMore(all.state);
  await migratePostgres(database);
  await saidMore(all.state);
  await all.end();
  // Nobody waited for long; had it been in the way, it would be gone with this start at the latest.
  await migratePostgres(database);
  expect(await hasIndex()).toBe(false);
  await database.close();
});

test('while somebody reads for long, what nobody asks any more stays, and a later start lets go of it', async () => {
  const { database, hasIndex, url } = await before();
  const reader = new PgDatabase(url, () => undefined);
  await reader.read(
    'all',
    async (work) => {
      await work.raw('select count(*) from images');
      await migratePostgres(database);
      expect(await hasIndex()).toBe(true);
    },
    'slow',
  );
  await migratePostgres(database);
  expect(await hasIndex()).toBe(false);
  await reader.close();
  await database.close();
});

/** How many wait for a lock. */
const WAITING =
  "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";

test('of two that start together and both wait to let go of it, one does and the other finds it gone', async () => {
  const { database, hasIndex, url } = await before();
  const [one, other, reader] = [0, 1, 2].map(() => new PgDatabase(url, () => undefined));
  let ended = false;
  const started = await reader?.read('all', async (work) => {
    await work.raw('select count(*) from images');
    const both = Promise.all([one, other].map((each) => each && migratePostgres(each))).finally(() => {
      ended = true;
    });
    // Or until they gave up, on a machine that is slower than they are patient.
    const waiting = () => database.read('all', (look) => look.raw(WAITING));
    while (!ended && (await waiting()).length < 2);
    return { both };
  });
  await started?.both;
  await migratePostgres(database);
  expect(await hasIndex()).toBe(false);
  for (const each of [one, other, reader, database]) await each?.close();
});
