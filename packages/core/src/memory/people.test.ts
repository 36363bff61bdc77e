import { peopleContract } from '../testing/people-contract.ts';
import { MemoryPeople } from './people.ts';
import { MemoryUsage } from './usage.ts';

peopleContract('memory', async () => {
  const usage = new MemoryUsage();
  return { people: new MemoryPeople(usage), usage, close: async () => undefined };
});
