import { expect, test } from 'bun:test';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { PgDatabase } from './database.ts';

const world = await postgresWorld();

const KEPT = "select count(*) as kept from pg_prepared_statements where name like 'imagechat-%'";

/** A database with one connection, on which the same is asked often, and what is kept of it there. */
async function asked() {
  const { database: other, url } = await world.database();
  await other.close();
  const database = new PgDatabase(url, () => undefined, 1);
  const often = (times: number) =>
    database.write(
      ['demo'],
      async (work) => {
        for (let n = 0; n < times; n++) expect(await work.raw('select 7 as seven')).toEqual([{ seven: 7 }]);
      },
      'often',
    );
  const kept = async (): Promise<number> => {
    const [row] = await database.read('all', (work) => work.raw<{ kept: number }>(KEPT));
    return row?.kept ?? 0;
  };
  return { database, often, kept };
}

test('what is asked all the time is parsed and planned once a connection', async () => {
  const { database, often, kept } = await asked();
  await often(10);
  expect(await kept()).toBe(0);
  await often(100);
  expect(await kept()).toBe(1);
  await database.close();
});

test('behind a pooler that forgets what was kept everything goes on without it', async () => {
  const { database, often, kept } = await asked();
  await often(100);
  await database.write('all', (work) => work.raw('deallocate all'));
  await often(1);
  await often(100);
  expect(await kept()).toBe(0);
  await database.close();
});
