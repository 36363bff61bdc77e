import { auditContract } from '@imagechat/core/testing/audit-contract';
import { bansContract } from '@imagechat/core/testing/bans-contract';
import { imageGroupsContract } from '@imagechat/core/testing/image-groups-contract';
import { peopleContract } from '@imagechat/core/testing/people-contract';
import { inProcessStorage } from '../../testing/in-process-storage.ts';

peopleContract('SQLite', async () => {
  const { reader, writer, usage, close } = await inProcessStorage();
  return {
    usage,
    people: {
      signIn: async (signIn) => writer.people.signIn(signIn),
      find: async (tenantId, id) => reader.people.person(tenantId, id),
      page: async (tenantId, after, most) => reader.people.page(tenantId, after, most),
      latest: async (tenantId, most) => reader.people.latest(tenantId, most),
      search: async (tenantId, text, most) => reader.people.search(tenantId, text, most),
      avatar: async (tenantId, key) => reader.people.avatar(tenantId, key),
    },
    close,
  };
});

bansContract('SQLite', async () => {
  const { reader, writer, close } = await inProcessStorage();
  return {
    tenants: { version: async () => reader.tenantsVersion() },
    bans: {
      exclusions: async (tenantId, now) => reader.people.exclusions(tenantId, now),
      ban: async (tenantId, ban) => writer.people.ban(tenantId, ban),
      unban: async (tenantId, id) => writer.people.unban(tenantId, id),
      signOut: async (tenantId, signOut) => writer.people.signOut(tenantId, signOut),
    },
    close,
  };
});

auditContract('SQLite', async () => {
  const { reader, writer, close } = await inProcessStorage();
  return {
    audit: {
      write: async (act) => writer.people.audit(act),
      read: async (tenantId, most) => reader.people.acts(tenantId, most),
    },
    close,
  };
});

imageGroupsContract('SQLite', async () => {
  const { reader, storage, writer, close } = await inProcessStorage();
  return {
    storage,
    tenants: { version: async () => reader.tenantsVersion() },
    groups: {
      groupsOf: async (image) => reader.groupsOf(image),
      setClosed: async (image, closed, at) => writer.people.setClosed(image, closed, at),
      rename: async (image, to, at) => writer.people.rename(image, to, at),
      setGroups: async (image, groups, at) => writer.people.setGroups(image, groups, at),
    },
    close,
  };
});
