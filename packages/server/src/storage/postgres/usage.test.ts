import { usageContract } from '@imagechat/core/testing/usage-contract';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { PostgresStorage } from './storage.ts';
import { postgresUsage } from './usage.ts';

const world = await postgresWorld();

usageContract('Postgres', async () => {
  const { database, tables } = await world.database();
  let now = 0;
  const storage = new PostgresStorage({ database, tables, epoch: 'e1', now: () => now });
  return {
    storage,
    usage: postgresUsage(database),
    setNow: (time) => {
      now = time;
    },
    close: () => storage.close(),
  };
});
