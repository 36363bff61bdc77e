import { filesContract } from '../testing/files-contract.ts';
import { MemoryFiles } from './files.ts';

filesContract('memory', async () => {
  const clock = { at: Date.now(), now: () => clock.at };
  return {
    files: new MemoryFiles(clock),
    later: async (ms) => {
      clock.at += ms;
    },
    now: () => clock.at,
    close: async () => undefined,
  };
});
