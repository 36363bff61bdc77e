import { storageContract } from '@imagechat/core/testing/storage-contract';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { openSqliteStorage } from './open.ts';

storageContract('SQLite', async () => {
  const folder = temporaryFolder();
  const open = () => openSqliteStorage({ dataDir: folder.path, log: () => undefined });
  let storage = await open();
  return {
    storage,
    reopen: async () => {
      await storage.close();
      storage = await open();
      return storage;
    },
    close: async () => {
      await storage.close();
      folder[Symbol.dispose]();
    },
  };
});
