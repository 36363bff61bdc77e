import { readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { filesContract } from '@imagechat/core/testing/files-contract';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { DiskFiles } from './disk-files.ts';

filesContract('the disk', async () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'uploads');
  return {
    files: new DiskFiles(path, () => crypto.randomUUID()),
    later: async (ms) => {
      for (const name of await readdir(path, { recursive: true })) {
        const { mtimeMs } = await stat(join(path, name));
        const older = (mtimeMs - ms) / 1000;
        await utimes(join(path, name), older, older);
      }
    },
    now: () => Date.now(),
    close: async () => folder[Symbol.dispose](),
  };
});
