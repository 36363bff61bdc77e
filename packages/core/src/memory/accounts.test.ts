import { accountsContract } from '../testing/accounts-contract.ts';
import { MemoryAccounts } from './accounts.ts';

accountsContract('memory', async () => ({ accounts: new MemoryAccounts(), close: async () => undefined }));
