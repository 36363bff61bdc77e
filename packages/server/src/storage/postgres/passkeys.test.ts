import { passkeysContract } from '@imagechat/core/testing/passkeys-contract';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { postgresAccounts } from './accounts.ts';
import { postgresPasskeys } from './passkeys.ts';

const world = await postgresWorld();

passkeysContract('Postgres', async () => {
  const { database } = await world.database();
  return {
    accounts: postgresAccounts(database),
    passkeys: postgresPasskeys(database),
    close: () => database.close(),
  };
});
