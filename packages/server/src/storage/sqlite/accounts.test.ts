import { accountsContract } from '@imagechat/core/testing/accounts-contract';
import { inProcessAccounts } from '../../testing/in-process-accounts.ts';
import { inProcessStorage } from '../../testing/in-process-storage.ts';

accountsContract('SQLite', async () => {
  const storage = await inProcessStorage();
  return { accounts: inProcessAccounts(storage), close: storage.close };
});
