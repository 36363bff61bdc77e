import { auditContract } from '@imagechat/core/testing/audit-contract';
import { bansContract } from '@imagechat/core/testing/bans-contract';
import { peopleContract } from '@imagechat/core/testing/people-contract';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { postgresAudit, postgresBans, postgresPeople } from './people.ts';
import { postgresTenants } from './tenants.ts';
import { postgresUsage } from './usage.ts';

const world = await postgresWorld();

peopleContract('Postgres', async () => {
  const { database } = await world.database();
  return { people: postgresPeople(database), usage: postgresUsage(database), close: () => database.close() };
});

bansContract('Postgres', async () => {
  const { database, tables } = await world.database();
  return {
    tenants: postgresTenants(database, tables),
    bans: postgresBans(database),
    close: () => database.close(),
  };
});

auditContract('Postgres', async () => {
  const { database } = await world.database();
  return { audit: postgresAudit(database), close: () => database.close() };
});
