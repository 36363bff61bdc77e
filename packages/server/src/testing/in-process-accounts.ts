import type { AccountStore } from '@imagechat/core/ports/accounts';
import type { InProcessStorage } from './in-process-storage.ts';

/** Who signs in to the dashboard, in SQLite without workers. */
export function inProcessAccounts({ reader, writer }: InProcessStorage): AccountStore {
  const [read, write] = [reader.accounts, writer.accounts];
  return {
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
    useLink: async (hash, account, now, passkey) => write.useLink(hash, account, now, passkey),
    changePassword: async (id, hash, keep) => write.changePassword(id, hash, keep),
    recover: async (hash, passwordHash, now) => write.recover(hash, passwordHash, now),
    openSession: async (session) => write.openSession(session),
    session: async (hash, now) => read.session(hash, now),
    endSession: async (hash) => write.endSession(hash),
    endOtherSessions: async (accountId, keep) => write.endOtherSessions(accountId, keep),
  };
}
