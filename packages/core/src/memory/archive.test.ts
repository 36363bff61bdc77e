import { decide } from '../rules/decide.ts';
import { archiveContract } from '../testing/archive-contract.ts';
import { MemoryStorage } from './storage.ts';

archiveContract('memory', async () => {
  const storage = new MemoryStorage({ decide, clock: { now: () => 42 }, epoch: 'e1' });
  return { storage, archive: storage.archive, groups: storage.groups, close: () => storage.close() };
});
