import { expect, test } from 'bun:test';
import { TENANT_SETTINGS } from '@imagechat/core/tenant-settings';
import type { ToldAct } from '@imagechat/protocol/dashboard';
import { type MadeCredential, SETTING_NAMES, type TenantFile } from '@imagechat/protocol/dashboard-settings';
import { SETTINGS } from '../identity/settings.ts';
import { type DashboardBrowser, memberOf, ownerOf } from '../testing/dashboard-browser.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const told = async <Value>(answer: Promise<Response>): Promise<Value> =>
  (await (await answer).json()) as Value;

const fileOf = (browser: DashboardBrowser): Promise<TenantFile> =>
  told<TenantFile>(browser.get('/tenants/studio/settings'));

test('what can be set is told: every setting there is, with what it can be and what it is', async () => {
  await using server = await startTestServer();
  const { settings, ...rest } = await fileOf(await ownerOf(server));
  expect(rest).toMatchObject({
    id: 'studio',
    name: 'Studio',
    domains: ['studio.example'],
    secrets: [],
    keys: [],
  });
  expect([...SETTING_NAMES].sort()).toEqual(Object.keys(SETTINGS).sort() as (typeof SETTING_NAMES)[number][]);
  for (const { fallback, name, own, value } of settings)
    expect([name, fallback, value, own]).toEqual([name, TENANT_SETTINGS[name], TENANT_SETTINGS[name], false]);
  expect(settings.find(({ name }) => name === 'replyDepth')?.shape).toEqual({
    kind: 'number',
    least: 0,
    most: 10,
  });
});

test('settings, name and domains are changed one by one, hold at once, and stand in the log with what was before', async () => {
  await using server = await startTestServer();
  const owner = await ownerOf(server);
  const put = (body: unknown) => owner.ask('PUT', '/tenants/studio/settings', body);
  expect((await put({ set: { replyDepth: 2, locale: 'de_de' } })).status).toBe(200);
  expect((await put({ set: { allowAnonymous: false }, unset: ['locale'] })).status).toBe(200);
  expect((await put({ name: 'The Studio', domains: ['Example.com', '*.studio.example'] })).status).toBe(200);
  // Nothing is another: nothing is written.
  expect((await put({ set: { replyDepth: 2 } })).status).toBe(200);
  expect(await server.tenants.find('studio')).toMatchObject({
    name: 'The Studio',
    domains: ['example.com', '*.studio.example'],
    settings: { replyDepth: 2, allowAnonymous: false },
  });
  const { actor } = await server.session('Ada', 'studio');
  expect(actor.rights['add-comment']).toBe('no');
  const { acts } = await told<{ acts: ToldAct[] }>(owner.get('/tenants/studio/audit'));
  expect(acts.map(({ action, by, detail }) => [by, action, detail])).toEqual([
    [
      'Olive',
      'change-tenant',
      'name: Studio → The Studio; domain − studio.example; domain + example.com; domain + *.studio.example',
    ],
    ['Olive', 'change-tenant', 'allowAnonymous: true → false; locale: de_de → null (default)'],
    ['Olive', 'change-tenant', 'replyDepth: 0 → 2; locale: null → de_de'],
    ['Olive', 'set-up', ''],
  ]);
});

test('what cannot be is refused by its name, and nothing of the request is done', async () => {
  await using server = await startTestServer();
  const owner = await ownerOf(server);
  const wrong: readonly [unknown, string][] = [
    [{ set: { replyDepth: 11 }, name: 'Other' }, 'set.replyDepth'],
    [{ set: { commentLength: '2000' } }, 'set.commentLength'],
    [{ set: { whoMayCreate: 'nobody' } }, 'set.whoMayCreate'],
    [{ set: { allowEverything: true } }, 'set.allowEverything'],
    [{ unset: ['everything'] }, 'unset.0'],
    [{ domains: ['no domain'] }, 'a domain looks like'],
    [{ name: ' ' }, 'name'],
  ];
  for (const [body, word] of wrong) {
    const answer = await owner.ask('PUT', '/tenants/studio/settings', body);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(word)]);
  }
  expect(await server.tenants.find('studio')).toMatchObject({ name: 'Studio', settings: {} });
});

test('secrets and keys are told once, work at once, and are good for nothing once revoked', async () => {
  await using server = await startTestServer();
  const owner = await ownerOf(server);
  const secret = await told<MadeCredential>(owner.post('/tenants/studio/secrets'));
  const key = await told<MadeCredential>(owner.post('/tenants/studio/keys'));
  expect([secret.text, key.text].map((text) => text.slice(0, 4))).toEqual(['ics_', 'ick_']);
  const asked = () =>
    server.fetch('/api/v1/tenant-daily-usage', {
      headers: { 'x-api-key': key.text, 'x-tenant-id': 'studio' },
    });
  expect((await asked()).status).toBe(200);
  const file = await fileOf(owner);
  expect([file.secrets.map(({ id }) => id), file.keys.map(({ id }) => id)]).toEqual([[secret.id], [key.id]]);
  expect(JSON.stringify(file)).not.toContain(secret.text);
  const revoke = (path: string, confirm: string) =>
    owner.ask('DELETE', `/tenants/studio/${path}`, { confirm });
  expect((await revoke(`keys/${key.id}`, 'another')).status).toBe(400);
  expect((await asked()).status).toBe(200);
  expect((await revoke(`keys/${key.id}`, key.id)).status).toBe(200);
  expect((await revoke(`keys/${key.id}`, key.id)).status).toBe(404);
  expect((await asked()).status).toBe(401);
  expect((await revoke(`secrets/${secret.id}`, secret.id)).status).toBe(200);
  expect((await fileOf(owner)).secrets).toMatchObject([{ id: secret.id, revokedAt: expect.any(Number) }]);
});

test('an admin decides about their site, but only the owner removes one, and has to say its id', async () => {
  await using server = await startTestServer();
  const owner = await ownerOf(server);
  const admin = await memberOf(server, 'studio', 'admin');
  const { id } = await told<{ id: string }>(
    owner.post('/tenants', { id: 'second', name: 'Second', domains: [] }),
  );
  expect((await owner.me()).tenants.map((each) => each.id)).toContain(id);
  expect((await admin.ask('PUT', '/tenants/second/settings', { name: 'Mine' })).status).toBe(404);
  expect((await admin.ask('PUT', '/tenants/studio/settings', { name: 'Ours' })).status).toBe(200);
  const remove = (browser: DashboardBrowser, tenantId: string, confirm: string) =>
    browser.ask('DELETE', `/tenants/${tenantId}`, { confirm });
  expect((await remove(admin, 'studio', 'studio')).status).toBe(403);
  expect((await remove(owner, 'second', 'studio')).status).toBe(400);
  expect((await remove(owner, 'second', 'second')).status).toBe(200);
  expect(await server.tenants.find('second')).toBeUndefined();
  expect((await owner.me()).tenants.map((each) => each.id)).not.toContain(id);
  const [act] = await server.foundations.audit.read('', 1);
  expect(act).toMatchObject({ action: 'remove-tenant', subject: 'second' });
});
