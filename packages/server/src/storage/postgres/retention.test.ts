import { retentionContract } from '@imagechat/core/testing/retention-contract';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { postgresRetention } from './retention.ts';
import { PostgresStorage } from './storage.ts';

const world = await postgresWorld();

retentionContract('Postgres', async () => {
  const { database, tables } = await world.database();
  let now = 0;
  const storage = new PostgresStorage({ database, tables, epoch: 'e1', now: () => now });
  return {
    storage,
    keeper: postgresRetention(database),
    setNow: (time) => {
      now = time;
    },
    close: () => storage.close(),
  };
});
