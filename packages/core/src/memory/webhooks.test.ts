import { decide } from '../rules/decide.ts';
import { webhooksContract } from '../testing/webhooks-contract.ts';
import { MemoryStorage } from './storage.ts';

webhooksContract('memory', async () => {
  const storage = new MemoryStorage({ decide, clock: { now: () => 42 }, epoch: 'e1' });
  return { storage, webhooks: storage.webhooks, close: () => storage.close() };
});
