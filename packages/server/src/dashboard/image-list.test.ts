import { afterAll, expect, test } from 'bun:test';
import { actor, add, create, submission } from '@imagechat/core/testing/builders';
import type { ImageSpots, ImagesPage, QueuePage } from '@imagechat/protocol/moderation';
import { memberOf, ownerOf } from '../testing/dashboard-browser.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());
const owner = await ownerOf(server);
const mo = await memberOf(server, 'studio', 'moderator', 'mo');
const { hub } = server.composition;
const ada = actor({ tenantId: 'studio', id: 'anon:ada' });

const say = (urlId: string, operation = create()) => hub.submit(submission(operation, ada, urlId));

async function images(query = ''): Promise<ImagesPage> {
  return (await (await mo.get(`/tenants/studio/images${query}`)).json()) as ImagesPage;
}

async function spots(urlId: string): Promise<ImageSpots> {
  const query = new URLSearchParams({ urlId });
  return (await (await mo.get(`/tenants/studio/images/spots?${query}`)).json()) as ImageSpots;
}

test('images are told with who looks, and where people talk on each', async () => {
  const first = create({ x: 12, y: 34, comment: { id: 'c1', text: 'Here' } });
  await say('sofa', first);
  await say('sofa', add(first.id) as never);
  await say('sofa', create({ x: 50, y: 60 }));
  expect((await images()).images).toMatchObject([{ urlId: 'sofa', open: 2, viewers: 0, closed: false }]);
  using vera = await server.join('Vera', 'studio');
  await vera.watches('sofa');
  const told = await spots('sofa');
  expect(told).toMatchObject({ viewers: 1, all: 2 });
  expect(told.spots).toMatchObject([
    { x: 12, y: 34, name: 'Ada', line: 'Here', count: 2 },
    { x: 50, y: 60, count: 1 },
  ]);
  expect((await mo.get('/tenants/studio/images/spots?urlId=nowhere')).status).toBe(404);
});

test('a closed image takes no comments but those of moderators, and it is in the log', async () => {
  const set = (closed: boolean) => mo.ask('PUT', '/tenants/studio/images/closed', { urlId: 'sofa', closed });
  expect((await set(true)).status).toBe(200);
  const refused = await say('sofa');
  expect(refused.accepted ? 'accepted' : refused.refusal.message).toBe(
    'This picture is closed for comments.',
  );
  expect((await spots('sofa')).closed).toBe(true);
  const { acts } = (await (await owner.get('/tenants/studio/audit')).json()) as { acts: object[] };
  expect(acts[0]).toMatchObject({ action: 'close-image', subject: 'sofa', by: 'mo' });
  await set(false);
  expect((await say('sofa')).accepted).toBe(true);
});

test('an image gets another name with its talk, by admins only; who watches is told, and it is in the log', async () => {
  await say('moved-page', create({ comment: { id: 'm1', text: 'Here first' } }));
  await say('taken-page');
  using vera = await server.join('Vera', 'studio');
  using wim = await server.join('Wim', 'studio');
  await vera.watches('moved-page');
  await wim.watches('new-page');
  const rename = (to: string, browser = owner) =>
    browser.ask('PUT', '/tenants/studio/images/name', { urlId: 'moved-page', to });
  const code = async (answer: Response) => ((await answer.json()) as { error: { code: string } }).error.code;
  expect((await rename('new-page', mo)).status).toBe(403);
  expect(await code(await rename('taken-page'))).toBe('id-taken');
  expect(await code(await rename('moved-page'))).toBe('invalid-input');
  expect((await rename('new-page')).status).toBe(200);
  expect(await vera.hears('reset')).toMatchObject({ conversations: [] });
  expect((await wim.hears('events')).e).toMatchObject([
    { type: 'new-image-chat', comment: { text: 'Here first' } },
  ]);
  expect(await code(await rename('elsewhere'))).toBe('not-found');
  const listed = (await images()).images.map(({ urlId }) => urlId);
  expect([listed.includes('new-page'), listed.includes('moved-page')]).toEqual([true, false]);
  expect((await mo.get('/tenants/studio/images/spots?urlId=moved-page')).status).toBe(404);
  const { acts } = (await (await owner.get('/tenants/studio/audit')).json()) as { acts: object[] };
  expect(acts[0]).toMatchObject({ action: 'rename-image', subject: 'moved-page', detail: 'new-page' });
  // Somebody talks at the old name again: it is an image of its own.
  await say('moved-page', create({ comment: { id: 'm2', text: 'Anybody here?' } }));
  expect((await spots('moved-page')).spots).toMatchObject([{ line: 'Anybody here?' }]);
  expect((await spots('new-page')).spots).toMatchObject([{ line: 'Here first' }]);
  const back = await owner.ask('PUT', '/tenants/studio/images/name', { urlId: 'new-page', to: 'moved-page' });
  expect(await code(back)).toBe('id-taken');
});

test('many images come in pages, also those with strange names', async () => {
  const names = Array.from({ length: 30 }, (_, at) => `https://studio.example/?a=${at}&b=%20ü-${at}`);
  for (const name of names) await say(name);
  const first = await images();
  const second = await images(`?${new URLSearchParams({ before: first.next ?? '' })}`);
  const seen = [...first.images, ...second.images].map(({ urlId }) => urlId);
  expect(second.next).toBeNull();
  const others = ['sofa', 'moved-page', 'new-page', 'taken-page'];
  expect(seen.toSorted()).toEqual([...names, ...others].sort());
});

test('filters and flags do as the tenant wants', async () => {
  const settings = {
    filterWords: ['pills'],
    filterLinks: 1,
    filterOutcome: 'pending',
    flagsToHide: 2,
  } as const;
  await server.tenants.change('studio', { settings });
  hub.revoke({ tenantId: 'studio' });
  const someone = async (name: string) => {
    const { token } = await server.session(name, 'studio');
    return (operation: object) =>
      server.post(
        '/v1/tenants/studio/operations',
        { urlId: 'rug', operation },
        { authorization: `Bearer ${token}` },
      );
  };
  const [eve, bo, cy] = [await someone('Eve'), await someone('Bo'), await someone('Cy')];
  for (const text of ['Cheap PILLS', 'https://a.test https://b.test', 'A nice rug'])
    expect((await eve(create({ comment: { id: text.replace(/[^a-z]/gi, ''), text } }))).status).toBe(200);
  const pending = async () => {
    const { entries } = (await (await mo.get('/tenants/studio/queue?view=pending')).json()) as QueuePage;
    return entries.map(({ comment }) => comment.text).sort();
  };
  expect(await pending()).toEqual(['Cheap PILLS', 'https://a.test https://b.test']);
  const { entries } = (await (await mo.get('/tenants/studio/queue?view=all&text=nice')).json()) as QueuePage;
  const { comment, conversation } = entries[0] ?? {};
  const flag = (broadcastId: string) => ({
    ...{ type: 'flag-comment', broadcastId, id: conversation?.id, comment: { id: comment?.id } },
  });
  expect((await bo(flag(crypto.randomUUID()))).status).toBe(200);
  const flagged = (await (await mo.get('/tenants/studio/queue?view=flagged')).json()) as QueuePage;
  expect(flagged).toMatchObject({ counts: { flagged: 1 }, entries: [{ comment: { flags: 1 } }] });
  expect((await cy(flag(crypto.randomUUID()))).status).toBe(200);
  expect(await pending()).toEqual(['A nice rug', 'Cheap PILLS', 'https://a.test https://b.test']);
});
