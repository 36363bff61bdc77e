import { bansContract } from '../testing/bans-contract.ts';
import { MemoryBans } from './bans.ts';
import { MemoryTenants } from './tenants.ts';

bansContract('memory', async () => {
  const tenants = new MemoryTenants();
  return { tenants, bans: new MemoryBans(() => tenants.touch()), close: async () => undefined };
});
