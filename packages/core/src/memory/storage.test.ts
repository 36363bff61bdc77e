import { decide } from '../rules/decide.ts';
import { storageContract } from '../testing/storage-contract.ts';
import { MemoryStorage } from './storage.ts';

storageContract('memory', async () => {
  const storage = new MemoryStorage({ decide, clock: { now: () => 1_700_000_000_000 }, epoch: 'e1' });
  return { storage, close: () => storage.close() };
});
