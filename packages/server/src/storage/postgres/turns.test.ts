import { expect, test } from 'bun:test';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { PgDatabase } from './database.ts';
import { takeTurn } from './turns.ts';

const world = await postgresWorld();
const HOUR_MS = 3_600_000;

test('of many processes that ask one has the turn, and the next one whoever asks first when it is time', async () => {
  const { database, url } = await world.database();
  const others = [1, 2, 3].map(() => new PgDatabase(url, () => undefined));
  const all = [database, ...others];
  const ask = async (name: string): Promise<number> => {
    const turns = await Promise.all(all.map((each) => takeTurn(each, name, HOUR_MS)));
    return turns.filter(Boolean).length;
  };
  expect(await ask('trim')).toBe(1);
  expect(await ask('trim')).toBe(0);
  expect(await ask('sweep')).toBe(1);
  await database.write('all', (work) => work.raw('update turns set taken_at = taken_at - $1', [HOUR_MS]));
  expect(await ask('trim')).toBe(1);
  // A clock that was set back does not keep everybody waiting until it is where it was.
  await database.write('all', (work) => work.raw('update turns set taken_at = taken_at + $1', [9 * HOUR_MS]));
  expect(await ask('trim')).toBe(1);
  await Promise.all(all.map((each) => each.close()));
});
