import { afterAll, expect, test } from 'bun:test';
import { freshId } from '@imagechat/core/testing/builders';
import type { ExchangeRecord, ImportAnswer, ImportedRecord } from '@imagechat/protocol/exchange';
import { keyHash } from '../identity/credentials.ts';
import { ownerOf } from '../testing/dashboard-browser.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const server = await startTestServer({ storage: 'sqlite' });
afterAll(() => server[Symbol.asyncDispose]());
const owner = await ownerOf(server);
await server.tenants.change('studio', { settings: { replyDepth: 1 } });
await owner.post('/tenants', { id: 'second', name: 'Second', domains: [] });

const pixels = Uint8Array.fromBase64(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
);

async function says(tenantId: string, name: string, operation: object, urlId = 'sofa'): Promise<void> {
  const token = await server.tokenOf({ id: `${tenantId}:${name}`, name, tenantId, kind: 'admin' });
  const facts = { src: 'https://studio.example/sofa.png', title: 'A sofa' };
  const body = { urlId, facts, operation: { broadcastId: freshId(), ...operation } };
  const answer = await server.post(`/v1/tenants/${tenantId}/operations`, body, {
    authorization: `Bearer ${token}`,
  });
  expect(await answer.text()).toContain('epoch');
}

const exported = async (query: string, tenantId = 'studio'): Promise<string> => {
  const answer = await owner.get(`/tenants/${tenantId}/export?${query}`);
  expect(answer.headers.get('content-disposition')).toStartWith('attachment; filename=');
  return await answer.text();
};

const bring = async (
  records: readonly unknown[],
  tenantId = 'second',
): Promise<readonly ImportedRecord[]> => {
  const answer = await owner.post(`/tenants/${tenantId}/imports`, { part: 0, records });
  return ((await answer.json()) as ImportAnswer).records;
};

const [talk, other, first, second] = [freshId(), freshId(), freshId(), freshId()];
await says('studio', 'Ada', {
  ...{ type: 'create-conversation', id: talk, x: 12.5, y: 40 },
  comment: { id: first, text: '=In **oak**, "please".' },
});
await says('studio', 'Bob', { type: 'add-comment', id: talk, comment: { id: second, text: 'Or ash.' } });
await says('studio', 'Bob', { type: 'react', id: talk, comment: { id: first }, emoji: '👍', on: true });
await says('studio', 'Bob', { type: 'hide-comment', id: talk, comment: { id: second }, as: 'hidden' });
await says('studio', 'Ada', { type: 'create-conversation', id: other, x: 1, y: 2 }, 'chair');

test('a tenant is taken along whole and brought to another: the same state, its users the users of the other', async () => {
  const text = await exported('format=json');
  const records = JSON.parse(text) as ExchangeRecord[];
  expect(text.split('\n')).toHaveLength(records.length + 3);
  expect(records.at(-1)).toEqual({
    type: 'end',
    counts: { 'imagechat-export': 1, tenant: 1, image: 2, conversation: 2, comment: 2 },
  });
  expect((await bring(records)).map(({ outcome }) => outcome)).not.toContain('refused');
  const seen = async (tenantId: string) => {
    const { conversations } = await server.storage.snapshot({ tenantId, urlId: 'sofa' });
    return conversations.map(({ latestSeq: _, placeSeq: __, ...rest }) => rest);
  };
  const moved = JSON.parse(JSON.stringify(await seen('studio')).replaceAll('studio:', 'second:'));
  expect(await seen('second')).toEqual(moved);
  const back = JSON.parse(await exported('format=json', 'second')) as ExchangeRecord[];
  expect(back.slice(1)).toEqual(
    JSON.parse(JSON.stringify(records.slice(1)).replaceAll('studio:', 'second:')),
  );
  // Once more: everything is there already.
  const again = await bring(records);
  expect(again.filter(({ type }) => type === 'comment').map(({ outcome }) => outcome)).toEqual([
    'there',
    'there',
  ]);
  // Nothing of it was written by anybody today.
  const day = new Date().toISOString().slice(0, 10);
  expect(await server.usage.read('second', day, day)).toEqual([]);
});

test('what cannot be brought is named with why, and the rest is brought', async () => {
  const head = { type: 'imagechat-export', version: 1, tenantId: 'elsewhere' };
  const place = { urlId: 'lamp', id: 'lamp-talk', by: 'elsewhere:1', name: 'Cy', x: 1, y: 1 };
  const conversation = { type: 'conversation', ...place, resolved: false, createdAt: 1 };
  const said = {
    ...{ type: 'comment', urlId: 'lamp', by: 'anon', name: 'Di', createdAt: 2, editedAt: null },
  };
  const picture = { type: 'upload', id: `${'A'.repeat(43)}-1x1-png`, bytes: pixels.toBase64() };
  const done = await bring([
    head,
    conversation,
    { ...said, conversationId: 'lamp-talk', id: 'lamp-1', text: 'Warm', body: [{ t: 'p', c: ['<b>'] }] },
    { ...said, conversationId: 'nowhere', id: 'lamp-2', text: 'Cold' },
    { ...said, conversationId: 'lamp-talk', id: 'lamp-3', text: '' },
    { type: 'mystery', id: 'what' },
    picture,
    'nothing',
    { type: 'imagechat-export', version: 2, tenantId: 'elsewhere' },
  ]);
  expect(done.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['elsewhere', 'imported'],
    ['lamp-talk', 'imported'],
    ['lamp-1', 'imported'],
    ['lamp-2', 'refused'],
    ['lamp-3', 'refused'],
    ['what', 'refused'],
    [picture.id, 'refused'],
    ['', 'refused'],
    ['elsewhere', 'refused'],
  ]);
  expect(done.filter(({ outcome }) => outcome === 'refused').every(({ why }) => (why ?? '') !== '')).toBe(
    true,
  );
  const page = await server.storage.thread(
    { tenantId: 'second', urlId: 'lamp' },
    ...(['lamp-talk', undefined, 9, { kind: 'public' }] as const),
  );
  // What a body says is read from its text.
  expect(page?.comments).toMatchObject([{ id: 'lamp-1', text: 'Warm', name: 'Di', createdAt: 2 }]);
  expect(page?.comments[0]).not.toHaveProperty('body');
});

test('pictures in comments come along, people and bans too', async () => {
  const id = await (async () => {
    const token = await server.tokenOf({ id: 'studio:Ada', name: 'Ada', tenantId: 'studio' });
    const headers = { authorization: `Bearer ${token}` };
    const answer = await server.fetch('/v1/tenants/studio/uploads', {
      method: 'POST',
      headers,
      body: pixels,
    });
    return ((await answer.json()) as { id: string }).id;
  })();
  const comment = { id: freshId(), text: `![a dot](upload:${id})` };
  await says('studio', 'Ada', { type: 'create-conversation', id: freshId(), x: 3, y: 4, comment }, 'dots');
  const profile = {
    username: 'Ada',
    email: 'ada@example.com',
    isAdmin: false,
    isModerator: true,
    verified: true,
  };
  await server.foundations.people.signIn({
    ...{ tenantId: 'studio', id: 'studio:Ada', profile, addressHash: 'h', signedAt: 7, at: 7 },
  });
  const subject = { kind: 'actor', actorId: 'studio:Eve' } as const;
  await server.foundations.bans.ban('studio', {
    ...{ id: 'ban-1', subject, shadow: true, until: null, createdAt: 1, by: 'x' },
  });
  const records = JSON.parse(await exported('format=json')) as ExchangeRecord[];
  const types = records.map(({ type }) => type);
  expect(types.indexOf('upload')).toBeLessThan(types.indexOf('comment'));
  await bring(records);
  expect((await server.fetch(`/v1/tenants/second/uploads/${id}`)).status).toBe(200);
  const person = await server.foundations.people.find('second', 'second:Ada');
  expect(person).toMatchObject({ email: 'ada@example.com', isModerator: true, addressHash: null });
  const { bans } = await server.bans.exclusions('second', 0);
  expect(bans).toMatchObject([{ subject: { actorId: 'second:Eve' }, shadow: true }]);
});

test('one image only; a table that no spreadsheet computes; annotations at a point in percent with their replies', async () => {
  const one = JSON.parse(await exported('format=json&urlId=chair')) as ExchangeRecord[];
  expect(one.map(({ type }) => type)).toEqual(['imagechat-export', 'image', 'conversation', 'end']);
  const [columns = '', row = ''] = (await exported('format=csv&urlId=sofa')).split('\r\n');
  expect(columns.split(',')).toContain('replyTo');
  expect(row).toContain(`"'=In **oak**, ""please""."`);
  await says('studio', 'Bob', {
    ...{ type: 'add-comment', id: talk },
    comment: { id: freshId(), text: 'Both?', replyTo: first },
  });
  const { items } = JSON.parse(await exported('format=annotations&urlId=sofa')) as { items: object[] };
  expect(items).toMatchObject([
    {
      ...{ id: `urn:imagechat:studio:comment:${first}`, motivation: 'commenting' },
      body: { type: 'TextualBody', value: '=In **oak**, "please".' },
      target: {
        source: 'https://studio.example/sofa.png',
        selector: { type: 'FragmentSelector', value: 'xywh=percent:12.5,40,0,0' },
      },
    },
    { motivation: 'replying', target: `urn:imagechat:studio:comment:${first}`, body: { value: 'Both?' } },
  ]);
});

test('settings and domains come along, and what another server does not understand is named; secrets are in no file', async () => {
  await server.tenants.addSecret('studio', { id: 's1', secret: 'ics_very-secret', createdAt: 0 });
  await server.tenants.addKey('studio', { id: 'k1', hash: keyHash('ick_studio'), createdAt: 0 });
  const text = await exported('format=json');
  expect(text).not.toMatch(/ics_|ick_|secret/);
  expect(text).not.toContain(keyHash('ick_studio'));
  const records = JSON.parse(text) as ExchangeRecord[];
  const tenant = records.find(({ type }) => type === 'tenant');
  expect(tenant).toEqual({ type: 'tenant', domains: ['studio.example'], settings: { replyDepth: 1 } });
  await owner.post('/tenants', { id: 'third', name: 'Third', domains: ['third.example'] });
  const strange = {
    ...tenant,
    settings: { replyDepth: 1, premoderation: 'anonymous', teleport: true, locale: 7 },
  };
  const done = await bring([records[0], { ...strange, domains: ['studio.example', 'no domain'] }], 'third');
  expect(done[1]).toMatchObject({
    ...{ type: 'tenant', outcome: 'imported' },
    why: 'Not understood here: teleport, locale, no domain.',
  });
  expect(await server.tenants.find('third')).toMatchObject({
    name: 'Third',
    domains: ['third.example', 'studio.example'],
    settings: { replyDepth: 1, premoderation: 'anonymous' },
  });
  const { acts } = (await (await owner.get('/tenants/third/audit')).json()) as { acts: { action: string }[] };
  expect(acts.map(({ action }) => action)).toEqual(['import', 'change-tenant', 'add-tenant']);
  // A file about one image says nothing of the tenant.
  expect(await exported('format=json&urlId=chair')).not.toContain('studio.example"]');
});

test('a program takes a tenant along and brings it by API key, and nobody else does', async () => {
  await owner.post('/tenants', { id: 'fourth', name: 'Fourth', domains: [] });
  await server.tenants.addKey('fourth', { id: 'k4', hash: keyHash('ick_fourth'), createdAt: 0 });
  server.composition.hub.revoke({ tenantId: 'fourth' });
  server.composition.hub.revoke({ tenantId: 'studio' });
  const file = (key: string, query = 'format=json') =>
    server.fetch(`/v1/tenants/studio/export?${query}`, { headers: { 'x-api-key': key } });
  expect((await file('ick_fourth')).status).toBe(401);
  expect((await server.fetch('/v1/tenants/studio/export?format=json')).status).toBe(401);
  const token = await server.tokenOf({ id: 'studio:Ada', name: 'Ada', tenantId: 'studio', kind: 'admin' });
  const asAdmin = { headers: { authorization: `Bearer ${token}` } };
  expect((await server.fetch('/v1/tenants/studio/export?format=json', asAdmin)).status).toBe(401);
  expect((await file('ick_studio', 'format=sheet')).status).toBe(400);
  const answer = await file('ick_studio');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="studio.json"');
  const records = (await answer.json()) as ExchangeRecord[];
  expect(records.at(-1)?.type).toBe('end');

  const put = (key: string, body: unknown) =>
    server.post('/v1/tenants/fourth/imports', body, { 'x-api-key': key });
  expect((await put('ick_studio', { part: 0, records })).status).toBe(401);
  expect((await put('ick_fourth', { records })).status).toBe(400);
  const brought = (await (await put('ick_fourth', { part: 0, records })).json()) as ImportAnswer;
  expect(brought.records.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
  const seen = async (tenantId: string) =>
    (await server.storage.snapshot({ tenantId, urlId: 'sofa' })).conversations.map(({ count, id }) => [
      id,
      count,
    ]);
  expect(await seen('fourth')).toEqual(await seen('studio'));
  const log = await owner.get('/tenants/fourth/audit');
  expect(((await log.json()) as { acts: object[] }).acts[0]).toMatchObject({ action: 'import', by: 'k4' });
  const day = new Date().toISOString().slice(0, 10);
  await server.composition.finish();
  const usage = await server.usage.read('fourth', day, day);
  expect(usage.reduce((sum, each) => sum + each.apiCreditsUsed, 0)).toBe(2);
});
