import { decide } from '../rules/decide.ts';
import { mentionsContract } from '../testing/mentions-contract.ts';
import { MemoryPeople } from './people.ts';
import { MemoryStorage } from './storage.ts';

mentionsContract('memory', async () => {
  const storage = new MemoryStorage({ decide, clock: { now: () => 0 }, epoch: 'e1' });
  const people = new MemoryPeople(storage.usage);
  storage.people = people;
  return { storage, people, mentions: storage, close: () => storage.close() };
});
