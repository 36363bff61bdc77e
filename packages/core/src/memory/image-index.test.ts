import { decide } from '../rules/decide.ts';
import { imageIndexContract } from '../testing/image-index-contract.ts';
import { MemoryStorage } from './storage.ts';

imageIndexContract('memory', async () => {
  const storage = new MemoryStorage({ decide, clock: { now: () => 1_700_000_000_000 }, epoch: 'e1' });
  return { storage, index: storage, close: () => storage.close() };
});
