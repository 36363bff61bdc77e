import { personFilesContract } from '@imagechat/core/testing/person-files-contract';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { postgresPeople } from './people.ts';
import { postgresPersonFiles } from './person-files.ts';
import { PostgresStorage } from './storage.ts';

const world = await postgresWorld();

personFilesContract('Postgres', async () => {
  const { database, tables } = await world.database();
  const storage = new PostgresStorage({ database, tables, epoch: 'e1', now: Date.now });
  return {
    storage,
    people: postgresPeople(database),
    files: postgresPersonFiles(database),
    everything: () =>
      database.read('all', async (work) => {
        const rows = await Promise.all(tables.map(({ name }) => work.raw(`select * from "${name}"`)));
        return JSON.stringify(rows);
      }),
    close: () => storage.close(),
  };
});
