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
