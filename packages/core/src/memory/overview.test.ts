import { decide } from '../rules/decide.ts';
import { overviewContract } from '../testing/overview-contract.ts';
import { MemoryStorage } from './storage.ts';

overviewContract('memory', async () => {
  const storage = new MemoryStorage({ decide, clock: { now: () => 1_700_000_000_000 }, epoch: 'e1' });
  return { storage, overview: storage.overview, close: () => storage.close() };
});
