import { afterAll, expect, test } from 'bun:test';
import type { PersonFile } from '@imagechat/core/ports/person-files';
import { create } from '@imagechat/core/testing/builders';
import type { FoundPeople, StandingBan } from '@imagechat/protocol/dashboard-people';
import { type DashboardBrowser, memberOf, ownerOf } from '../testing/dashboard-browser.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const server = await startTestServer({ storage: 'sqlite' });
afterAll(() => server[Symbol.asyncDispose]());
const owner = await ownerOf(server);
const moderator = await memberOf(server, 'studio', 'moderator');

async function comes(name: string, email: string | null, at: number): Promise<string> {
  const id = `studio:${name.toLowerCase()}`;
  const profile = { username: name, email, isAdmin: false, isModerator: false, verified: true };
  await server.foundations.people.signIn({
    tenantId: 'studio',
    id,
    profile,
    addressHash: null,
    signedAt: at,
    at,
  });
  return id;
}

const found = async (browser: DashboardBrowser, q: string): Promise<FoundPeople['people']> => {
  const answer = await browser.get(`/tenants/studio/people?q=${encodeURIComponent(q)}`);
  return ((await answer.json()) as FoundPeople).people;
};

test('people are looked up by name, address and id; addresses are told to who runs the site only', async () => {
  await comes('Ada', 'ada@example.com', 10);
  await comes('Bob', null, 20);
  expect((await found(owner, '')).map(({ name }) => name)).toEqual(['Bob', 'Ada']);
  for (const q of ['ad', 'ADA@EXAMPLE', 'studio:ada', 'ada'])
    expect([q, (await found(owner, q)).map(({ name, email }) => [name, email])]).toEqual([
      q,
      [['Ada', 'ada@example.com']],
    ]);
  expect(await found(moderator, 'ada')).toMatchObject([{ name: 'Ada', email: null, kind: 'user' }]);
  expect(await found(owner, 'nobody')).toEqual([]);
});

test('bans that last are told with names, the newest first', async () => {
  const subject = { kind: 'actor', actorId: await comes('Eve', null, 30) } as const;
  const ban = { shadow: false, until: null, by: 'studio:ada' };
  const { bans } = server.foundations;
  await bans.ban('studio', { ...ban, id: 'b1', subject, createdAt: 1 });
  await bans.ban('studio', {
    ...ban,
    id: 'b2',
    subject: { kind: 'address', addressHash: 'h' },
    createdAt: 2,
  });
  await bans.ban('studio', { ...ban, id: 'b3', subject, createdAt: 3, until: 4 });
  const told = (await (await moderator.get('/tenants/studio/bans')).json()) as { bans: StandingBan[] };
  expect(told.bans).toEqual([
    { ...{ id: 'b2', actorId: null, name: null }, ...ban, createdAt: 2 },
    { ...{ id: 'b1', actorId: 'studio:eve', name: 'Eve' }, ...ban, createdAt: 1 },
  ]);
});

test('everything about a person is told as a file, and erased by who says the id twice', async () => {
  const id = await comes('Gone', 'gone@example.com', 40);
  const token = await server.tokenOf({ id, name: 'Gone', tenantId: 'studio' });
  const said = { urlId: 'sofa', operation: create() };
  const headers = { authorization: `Bearer ${token}` };
  expect((await server.post('/v1/tenants/studio/operations', said, headers)).status).toBe(200);
  const file = await owner.get(`/tenants/studio/person?actorId=${id}`);
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="person.json"');
  expect((await file.json()) as PersonFile).toMatchObject({ id, person: { email: 'gone@example.com' } });
  const erase = (confirm: string) => owner.post('/tenants/studio/erasures', { actorId: id, confirm });
  expect((await erase('Gone')).status).toBe(400);
  expect((await (await erase(id)).json()) as { changed: number }).toMatchObject({ changed: 1 });
  expect(await found(owner, 'gone')).toEqual([]);
  const { conversations } = await server.storage.snapshot({ tenantId: 'studio', urlId: 'sofa' });
  expect(conversations).toEqual([]);
  const acts = await server.foundations.audit.read('studio', 2);
  expect(acts.map(({ action }) => action)).toEqual(['erase-person', 'export-person']);
  // Of who was erased not even the log says who it was.
  expect(JSON.stringify(acts)).not.toContain(id);
});
