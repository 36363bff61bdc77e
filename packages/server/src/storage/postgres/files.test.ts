import { filesContract } from '@imagechat/core/testing/files-contract';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { postgresFiles } from './files.ts';

const world = await postgresWorld();

filesContract('Postgres', async () => {
  const { database } = await world.database();
  return {
    files: postgresFiles(database, Date.now),
    later: async (ms) => {
      await database.write('all', (work) => work.raw('update files set put_at = put_at - $1', [ms]));
    },
    now: Date.now,
    close: () => database.close(),
  };
});
