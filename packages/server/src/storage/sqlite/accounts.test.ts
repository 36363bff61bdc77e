import { accountsContract } from '@imagechat/core/testing/accounts-contract';
import { inProcessStorage } from '../../testing/in-process-storage.ts';

accountsContract('SQLite', async () => {
  const { reader, writer, close } = await inProcessStorage();
  const [read, write] = [reader.accounts, writer.accounts];
  return {
    accounts: {
      hasOwner: async () => read.hasOwner(),
      owners: async () => read.owners(),
      find: async (id) => read.find(id),
      byLogin: async (login) => read.byLogin(login),
      members: async (tenantId) => read.members(tenantId),
      removeMember: async (tenantId, accountId) => write.removeMember(tenantId, accountId),
      addLink: async (link) => write.addLink(link),
      link: async (hash, now) => read.link(hash, now),
      invitations: async (tenantId, now) => read.invitations(tenantId, now),
      removeInvitation: async (tenantId, hash) => write.removeInvitation(tenantId, hash),
      useLink: async (hash, account, now) => write.useLink(hash, account, now),
      changePassword: async (id, hash, keep) => write.changePassword(id, hash, keep),
      recover: async (hash, passwordHash, now) => write.recover(hash, passwordHash, now),
      openSession: async (session) => write.openSession(session),
      session: async (hash, now) => read.session(hash, now),
      endSession: async (hash) => write.endSession(hash),
    },
    close,
  };
});
