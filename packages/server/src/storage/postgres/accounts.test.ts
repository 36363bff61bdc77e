import { accountsContract } from '@imagechat/core/testing/accounts-contract';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { postgresAccounts } from './accounts.ts';

const world = await postgresWorld();

accountsContract('Postgres', async () => {
  const { database } = await world.database();
  return { accounts: postgresAccounts(database), close: () => database.close() };
});
