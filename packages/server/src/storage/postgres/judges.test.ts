import { judgesContract } from '@imagechat/core/testing/judges-contract';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { postgresJudges } from './judges.ts';

const world = await postgresWorld();

judgesContract('Postgres', async () => {
  const { database } = await world.database();
  return { judges: postgresJudges(database), close: () => database.close() };
});
