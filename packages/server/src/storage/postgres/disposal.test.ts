import { disposalContract } from '@imagechat/core/testing/disposal-contract';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { disposeBefore } from './disposal.ts';
import { PostgresStorage } from './storage.ts';

const world = await postgresWorld();

disposalContract('Postgres', async () => {
  const { database, tables } = await world.database();
  let now = 0;
  const storage = new PostgresStorage({ database, tables, epoch: 'e1', now: () => now });
  return {
    storage,
    disposer: { dispose: (before, most) => disposeBefore(database, tables, before, most) },
    setNow: (time) => {
      now = time;
    },
    close: () => storage.close(),
  };
});
