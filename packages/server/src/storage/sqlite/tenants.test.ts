import { expect, test } from 'bun:test';
import { actor, create, submission } from '@imagechat/core/testing/builders';
import { tenantsContract } from '@imagechat/core/testing/tenants-contract';
import { inProcessStorage } from '../../testing/in-process-storage.ts';
import { tenantTables } from './tenant-writer.ts';

tenantsContract('SQLite', async () => {
  const { reader, storage, writer, close } = await inProcessStorage();
  const { tenants } = writer;
  return {
    storage,
    tenants: {
      find: async (id) => reader.tenant(id),
      list: async () => reader.tenants(),
      version: async () => reader.tenantsVersion(),
      add: async (tenant) => tenants.add(tenant),
      change: async (id, change) => tenants.change(id, change),
      addSecret: async (tenantId, secret) => tenants.addSecret(tenantId, secret),
      revokeSecret: async (tenantId, id, at) => tenants.revokeSecret(tenantId, id, at),
      addKey: async (tenantId, key) => tenants.addKey(tenantId, key),
      revokeKey: async (tenantId, id, at) => tenants.revokeKey(tenantId, id, at),
      remove: async (id) => tenants.remove(id),
    },
    close,
  };
});

test('no table and no column holds anything of a removed tenant', async () => {
  const { connection, storage, usage, writer, close } = await inProcessStorage();
  const { tenants } = writer;
  for (const id of ['doomed-tenant', 'other']) {
    tenants.add({ id, name: id, domains: [`${id}.example`], createdAt: 0, settings: { replyDepth: 1 } });
    tenants.addSecret(id, { id: 's', secret: `${id}-secret`, createdAt: 0 });
    tenants.addKey(id, { id: 'k', hash: `${id}-hash`, createdAt: 0 });
    writer.people.signIn({
      ...{ tenantId: id, id: `${id}:7`, addressHash: null, signedAt: 0, at: 0 },
      profile: { username: id, isAdmin: false, isModerator: false, verified: true },
    });
    const subject = { kind: 'actor', actorId: `${id}:7` } as const;
    writer.people.ban(id, { id: 'b', subject, shadow: false, until: null, createdAt: 0, by: id });
    writer.people.signOut(id, { actorId: `${id}:7`, before: 1, final: true });
    writer.people.audit({
      ...{ id: 'a', tenantId: id, at: 0, by: id, action: 'ban', subject: `${id}:7`, detail: '' },
      addressHash: null,
    });
    const whom = { kind: 'invitation', tenantId: id, role: 'admin', accountId: null } as const;
    const link = { ...whom, createdBy: '', createdAt: 0 };
    for (const hash of [`${id}-1`, `${id}-2`]) writer.accounts.addLink({ ...link, hash, expiresAt: 9 });
    const member = { id: 'm', login: 'm', name: 'M', passwordHash: '', isOwner: false, createdAt: 0 };
    writer.accounts.useLink(`${id}-1`, member, 1);
    const hook = { id: 'w', url: `https://${id}.example/`, secret: '', events: [], createdAt: 0 };
    writer.webhooks.put(id, { ...hook, active: true });
    writer.webhooks.note(id, 'w', {
      ...{ id: 'd', urlId: 'u', seq: 1, type: 'test', at: 0, tries: 1, outcome: 'delivered' },
      ...{ status: 200, answer: '', nextAt: null },
    });
    const judge = { url: `https://${id}.example/`, secret: '', fails: 'open', mostMs: 2000 } as const;
    writer.judges.put(id, { ...judge, active: true, createdAt: 0 });
    writer.judges.note(id, {
      ...{ id: 'v', urlId: 'u', conversationId: 'c', commentId: 'k', at: 0, tookMs: 1 },
      ...{ outcome: 'approve', status: 200, why: '' },
    });
    const comment = { id: `${id}-comment`, text: `![](upload:${'a'.repeat(43)}-6x4-png)` };
    await storage.submit([submission(create({ comment }), actor({ tenantId: id, id: `${id}-ada` }))]);
    const numbers = { pubSubMessageCount: 1, pubSubBandwidth: 1, commentFetchCount: 1, connectionPeak: 1 };
    await usage.save('run', [
      {
        tenantId: id,
        site: '',
        day: '2026-01-01',
        framesSaved: 0,
        apiCreditsUsed: 0,
        apiErrorCount: 0,
        ...numbers,
      },
    ]);
  }
  const written = tenantTables(connection).filter(([table]) => rowsOf(table, 'doomed-tenant').length > 0);
  tenants.remove('doomed-tenant');
  for (const { name } of allTables()) expect([name, rowsOf(name, 'doomed-tenant')]).toEqual([name, []]);
  // Every table that can hold something of a tenant did, and still does of the other one.
  expect(written).toEqual(tenantTables(connection));
  for (const [table] of written) expect(rowsOf(table, 'other')).not.toEqual([]);
  await close();

  function allTables(): { name: string }[] {
    const sql = "select name from sqlite_schema where type = 'table'";
    return connection.database.query(sql).all() as { name: string }[];
  }

  function rowsOf(table: string, word: string): unknown[] {
    const rows = connection.database.query(`select * from "${table}"`).all();
    return rows.filter((row) => JSON.stringify(row).includes(word));
  }
});
