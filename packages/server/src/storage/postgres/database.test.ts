import { expect, test } from 'bun:test';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { arrayText } from './batch.ts';
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

test('whichever name is lost, what was asked is done once', async () => {
  const { database, often } = await asked();
  await database.write('all', (work) => work.raw('create table heard (n bigint)'));
  const heard = (n: number, times: number) =>
    database.write(
      ['demo'],
      async (work) => {
        for (let time = 0; time < times; time++) await work.raw('insert into heard values ($1)', [n]);
      },
      'often',
    );
  await often(100);
  await heard(1, 100);
  const names = await database.read('all', (work) =>
    work.raw<{ name: string }>("select name from pg_prepared_statements where name like 'imagechat-%'"),
  );
  // What begins and ends a transaction is none of them.
  expect(names).toHaveLength(2);
  for (const [n, { name }] of names.entries()) {
    await database.write('all', (work) => work.raw(`deallocate "${name}"`));
    await heard(n + 10, 1);
  }
  const rows = await database.read('all', (work) =>
    work.raw<{ n: number }>('select n from heard where n >= 10 order by n'),
  );
  expect(rows).toEqual([{ n: 10 }, { n: 11 }]);
  await database.close();
});

test('texts come back from an array as they were, whatever is in them', async () => {
  const { database } = await world.database();
  const texts = ['', 'NULL', 'null', '{a, "b"}', 'a\\n', 'a\nb\t\u0001', '\\"', 'é 🎉 \u2028', 'a\\', null];
  for (const some of [texts, ...texts.map((text) => [text, 'plain', null])]) {
    const array = arrayText(
      some.map((text) => [text]),
      0,
    );
    const [row] = await database.read('all', (work) =>
      work.raw<{ read: unknown }>('select $1::text[] as read', [array]),
    );
    expect(row?.read).toEqual(some);
  }
  const numbers = arrayText([[1], [null], [2.5], [-0]], 0);
  const [row] = await database.read('all', (work) =>
    work.raw<{ read: unknown }>('select $1::double precision[] as read', [numbers]),
  );
  expect(row?.read).toEqual([1, null, 2.5, 0]);
  await database.close();
});
