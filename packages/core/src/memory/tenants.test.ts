import { decide } from '../rules/decide.ts';
import { tenantsContract } from '../testing/tenants-contract.ts';
import { MemoryStorage } from './storage.ts';
import { MemoryTenants } from './tenants.ts';

tenantsContract('memory', async () => {
  const storage = new MemoryStorage({ decide, clock: { now: () => 42 }, epoch: 'e1' });
  return { storage, tenants: new MemoryTenants([], [storage]), close: () => storage.close() };
});
