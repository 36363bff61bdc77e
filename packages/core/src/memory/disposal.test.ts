import { decide } from '../rules/decide.ts';
import { disposalContract } from '../testing/disposal-contract.ts';
import { MemoryStorage } from './storage.ts';

disposalContract('memory', async () => {
  let time = 0;
  const storage = new MemoryStorage({ decide, clock: { now: () => time }, epoch: 'e1' });
  const setNow = (now: number) => {
    time = now;
  };
  return { storage, disposer: storage, setNow, close: () => storage.close() };
});
