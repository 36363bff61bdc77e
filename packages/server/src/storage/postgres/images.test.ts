import { archiveContract } from '@imagechat/core/testing/archive-contract';
import { imageGroupsContract } from '@imagechat/core/testing/image-groups-contract';
import { imageIndexContract } from '@imagechat/core/testing/image-index-contract';
import { uploadUsesContract } from '@imagechat/core/testing/upload-uses-contract';
import { webhooksContract } from '@imagechat/core/testing/webhooks-contract';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { openPostgres } from './open.ts';

const world = await postgresWorld();

/** The whole engine on a database of its own, and itself as what a contract asks for. */
async function engine() {
  const url = await world.server.database('imagechat');
  const opened = await openPostgres({ url, log: () => undefined, now: Date.now });
  const { archive, groups, index, tenants, uploadUses, webhooks } = opened;
  return {
    storage: opened,
    archive,
    groups,
    index,
    tenants,
    uploadUses,
    webhooks,
    close: () => opened.close(),
  };
}

archiveContract('Postgres', engine);
imageGroupsContract('Postgres', engine);
imageIndexContract('Postgres', engine);
uploadUsesContract('Postgres', engine);
webhooksContract('Postgres', engine);
