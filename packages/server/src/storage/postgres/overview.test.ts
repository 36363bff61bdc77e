import { overviewContract } from '@imagechat/core/testing/overview-contract';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { openPostgres } from './open.ts';

const world = await postgresWorld();

overviewContract('Postgres', async () => {
  const url = await world.server.database('imagechat');
  const engine = await openPostgres({ url, log: () => undefined, now: Date.now });
  return { storage: engine, overview: engine.overview, close: () => engine.close() };
});
