import { passkeysContract } from '@imagechat/core/testing/passkeys-contract';
import { inProcessAccounts } from '../../testing/in-process-accounts.ts';
import { inProcessStorage } from '../../testing/in-process-storage.ts';

passkeysContract('SQLite', async () => {
  const storage = await inProcessStorage();
  const [read, write] = [storage.reader.passkeys, storage.writer.passkeys];
  return {
    accounts: inProcessAccounts(storage),
    passkeys: {
      find: async (id) => read.find(id),
      of: async (accountId) => read.of(accountId),
      add: async (passkey) => write.add(passkey),
      rename: async (accountId, id, name) => write.rename(accountId, id, name),
      use: async (id, counter, at) => write.use(id, counter, at),
      remove: async (accountId, id) => write.remove(accountId, id),
      addChallenge: async (challenge) => write.addChallenge(challenge),
      takeChallenge: async (hash, now) => write.takeChallenge(hash, now),
    },
    close: storage.close,
  };
});
