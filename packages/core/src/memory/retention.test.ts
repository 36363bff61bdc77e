import { decide } from '../rules/decide.ts';
import { retentionContract } from '../testing/retention-contract.ts';
import { MemoryStorage } from './storage.ts';

retentionContract('memory', async () => {
  let time = 0;
  const storage = new MemoryStorage({ decide, clock: { now: () => time }, epoch: 'e1' });
  const setNow = (now: number) => {
    time = now;
  };
  return { storage, keeper: storage, setNow, close: () => storage.close() };
});
