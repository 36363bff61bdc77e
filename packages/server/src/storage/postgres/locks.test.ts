import { expect, test } from 'bun:test';
import { create, submission } from '@imagechat/core/testing/builders';
import { postgresWorld } from '../../testing/postgres-world.ts';
import type { PgDatabase } from './database.ts';
import { lockImages } from './locks.ts';
import { PostgresStorage } from './storage.ts';
import { postgresTenants } from './tenants.ts';

const world = await postgresWorld();

/** Statements that wait for a lock. */
const WAITING =
  "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";

/** One conversation more, as another. */
const LATE = `insert into conversations
  select (jsonb_populate_record(c, '{"id": "late", "created_seq": 1000}')).* from conversations as c`;

/** Until somebody waits for a lock, looking again and again for as long as a test may take. */
async function somebodyWaits(database: PgDatabase): Promise<void> {
  while ((await database.read('all', (work) => work.raw(WAITING))).length === 0);
}

test('a tenant is taken away after what is being written of it, and nothing of it is left', async () => {
  const { database, tables } = await world.database();
  const storage = new PostgresStorage({ database, tables, epoch: 'e1', now: Date.now });
  const tenants = postgresTenants(database, tables);
  await tenants.add({ id: 'demo', name: 'Demo', domains: [], createdAt: 1 });
  await storage.submit([submission(create(), undefined, 'picture')]);
  const held = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const writing = database.write(['demo'], async (work) => {
    await lockImages(work, [{ tenantId: 'demo', urlId: 'picture' }]);
    held.resolve();
    await written.promise;
    await work.raw(LATE);
  });
  // Who removes comes second.
  await held.promise;
  const removing = tenants.remove('demo');
  await somebodyWaits(database);
  written.resolve();
  await writing;
  expect(await removing).toMatchObject({ conversations: 2, events: 1, tenants: 1 });
  const left = await database.read('all', (work) => work.raw('select id from conversations'));
  expect(left).toEqual([]);
  await storage.close();
});

/** Makes a row that is to be changed go unfound, as if somebody had taken it away. */
const UNFOUND = `create function unfound() returns trigger language plpgsql as 'begin return null; end';
create trigger unfound before update on images for each row execute function unfound();`;

test('where a row that is to be changed is not there any more, nothing of its group is written', async () => {
  const { database, tables } = await world.database();
  const storage = new PostgresStorage({ database, tables, epoch: 'e1', now: Date.now });
  await storage.submit([submission(create(), undefined, 'picture')]);
  await database.write('all', async (work) => {
    for (const statement of UNFOUND.split(';\n')) await work.raw(statement);
  });
  const group = [submission(create(), undefined, 'picture'), submission(create(), undefined, 'another')];
  expect(await storage.submit(group).catch((error) => error.code)).toBe('22012');
  await database.write('all', (work) => work.raw('drop trigger unfound on images'));
  expect((await storage.snapshot({ tenantId: 'demo', urlId: 'picture' })).conversations).toHaveLength(1);
  expect((await storage.snapshot({ tenantId: 'demo', urlId: 'another' })).conversations).toEqual([]);
  const outcomes = await storage.submit(group);
  expect(outcomes.map((outcome) => outcome.accepted && outcome.event?.seq)).toEqual([2, 1]);
  await storage.close();
});
