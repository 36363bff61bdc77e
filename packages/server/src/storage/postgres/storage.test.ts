import { expect, test } from 'bun:test';
import { add, create, submission } from '@imagechat/core/testing/builders';
import { mentionsContract } from '@imagechat/core/testing/mentions-contract';
import { storageContract } from '@imagechat/core/testing/storage-contract';
import { tenantsContract } from '@imagechat/core/testing/tenants-contract';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { PgDatabase } from './database.ts';
import { postgresPeople } from './people.ts';
import { PostgresStorage } from './storage.ts';
import { postgresTenants } from './tenants.ts';

const world = await postgresWorld();

storageContract('Postgres', async () => {
  const { database, tables, url } = await world.database();
  const now = Date.now;
  let storage = new PostgresStorage({ database, tables, epoch: 'e1', now });
  return {
    storage,
    reopen: async () => {
      await storage.close();
      const again = new PgDatabase(url, () => undefined);
      storage = new PostgresStorage({ database: again, tables, epoch: 'e1', now });
      return storage;
    },
    close: () => storage.close(),
  };
});

tenantsContract('Postgres', async () => {
  const { database, tables } = await world.database();
  const storage = new PostgresStorage({ database, tables, epoch: 'e1', now: Date.now });
  return { storage, tenants: postgresTenants(database, tables), close: () => storage.close() };
});

mentionsContract('Postgres', async () => {
  const { database, tables } = await world.database();
  const storage = new PostgresStorage({ database, tables, epoch: 'e1', now: Date.now });
  return { storage, mentions: storage, people: postgresPeople(database), close: () => storage.close() };
});

test('O1: many waiting operations of many images, two transactions at once, and of each image one after the other', async () => {
  const { database, tables } = await world.database();
  const storage = new PostgresStorage({ database, tables, epoch: 'e1', now: Date.now });
  const talks = Array.from({ length: 30 }, (_, n) => {
    const start = create();
    const answers = Array.from({ length: 9 }, () => add(start.id));
    return { urlId: `picture-${n}`, operations: [start, ...answers] };
  });
  // Round by round over all images, so that each group has many of them and an answer never comes before what it answers.
  const groups = Array.from({ length: 10 }, (_, round) =>
    talks.map(({ urlId, operations }) => submission(operations[round] ?? create(), undefined, urlId)),
  );
  const outcomes = (await Promise.all(groups.map((group) => storage.submit(group)))).flat();
  expect(outcomes.filter(({ accepted }) => !accepted)).toEqual([]);
  for (const { urlId, operations } of talks) {
    const image = { tenantId: 'demo', urlId };
    const caught = await storage.eventsAfter(image, { epoch: 'e1', seq: 0 }, 100);
    if (caught.reset) throw new Error('the log is whole');
    expect(caught.events.map(({ seq }) => seq)).toEqual(operations.map((_, at) => at + 1));
    expect(caught.events.map(({ broadcastId }) => broadcastId)).toEqual(
      operations.map(({ broadcastId }) => broadcastId),
    );
  }
  await storage.close();
});
