import { decide } from '../rules/decide.ts';
import { uploadUsesContract } from '../testing/upload-uses-contract.ts';
import { MemoryStorage } from './storage.ts';

uploadUsesContract('memory', async () => {
  const storage = new MemoryStorage({ decide, clock: { now: () => 0 }, epoch: 'e1' });
  return { storage, uploadUses: storage.uploadUses, close: () => storage.close() };
});
