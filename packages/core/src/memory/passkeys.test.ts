import { passkeysContract } from '../testing/passkeys-contract.ts';
import { MemoryAccounts } from './accounts.ts';

passkeysContract('memory', async () => {
  const accounts = new MemoryAccounts();
  return { accounts, passkeys: accounts.passkeys, close: async () => undefined };
});
