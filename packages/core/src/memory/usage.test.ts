import { decide } from '../rules/decide.ts';
import { usageContract } from '../testing/usage-contract.ts';
import { MemoryStorage } from './storage.ts';

usageContract('memory', async () => {
  let time = 0;
  const storage = new MemoryStorage({ decide, clock: { now: () => time }, epoch: 'e1' });
  const setNow = (now: number) => {
    time = now;
  };
  return { storage, usage: storage.usage, setNow, close: () => storage.close() };
});
