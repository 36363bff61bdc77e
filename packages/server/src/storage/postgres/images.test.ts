import { imageGroupsContract } from '@imagechat/core/testing/image-groups-contract';
import { imageIndexContract } from '@imagechat/core/testing/image-index-contract';
import { uploadUsesContract } from '@imagechat/core/testing/upload-uses-contract';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { openPostgres } from './open.ts';

const world = await postgresWorld();

/** The whole engine on a database of its own, and itself as what a contract asks for. */
async function engine() {
  const url = await world.server.database('imagechat');
  const opened = await openPostgres({ url, log: () => undefined, now: Date.now });
  const { groups, index, tenants, uploadUses } = opened;
  return { storage: opened, groups, index, tenants, uploadUses, close: () => opened.close() };
}

imageGroupsContract('Postgres', engine);
imageIndexContract('Postgres', engine);
uploadUsesContract('Postgres', engine);
