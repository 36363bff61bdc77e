import { decide } from '../rules/decide.ts';
import { imageGroupsContract } from '../testing/image-groups-contract.ts';
import { MemoryStorage } from './storage.ts';
import { MemoryTenants } from './tenants.ts';

imageGroupsContract('memory', async () => {
  const tenants = new MemoryTenants();
  const storage = new MemoryStorage({ decide, clock: { now: () => 42 }, epoch: 'e1' });
  storage.groups.changed = () => tenants.touch();
  return { storage, tenants, groups: storage.groups, close: () => storage.close() };
});
