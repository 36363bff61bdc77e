import { afterAll, expect, test } from 'bun:test';
import { actor, add, create, submission } from '@imagechat/core/testing/builders';
import type { ActAnswer, Around, QueueAct, QueuePage, ToldBan } from '@imagechat/protocol/moderation';
import { memberOf, ownerOf } from '../testing/dashboard-browser.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());
const owner = await ownerOf(server);
const mo = await memberOf(server, 'studio', 'moderator', 'mo');
const { hub } = server.composition;

const lea = actor({ tenantId: 'studio', id: 'anon:lea', name: 'Lea', premoderated: true });
const ada = actor({ tenantId: 'studio', id: 'anon:ada' });

async function queue(query: string): Promise<QueuePage> {
  const answer = await mo.get(`/tenants/studio/queue?${query}`);
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as QueuePage;
}

async function texts(query: string): Promise<string[]> {
  return (await queue(query)).entries.map(({ comment }) => comment.text).sort();
}

let images = 0;

/** A conversation on an image of its own, and what acts on its first comment. */
async function start(by = ada, text = 'Look here') {
  const urlId = `image-${images++}`;
  const operation = create({ comment: { id: `comment-${images}`, text } });
  const conversationId = operation.id;
  const commentId = operation.comment?.id ?? '';
  const facts = { src: 'https://cdn.studio.example/sofa.jpg', title: 'Sofa', page: 'javascript:alert(1)' };
  const outcome = await hub.submit({ ...submission(operation, by, urlId), facts });
  if (!outcome.accepted) throw new Error(outcome.refusal.code);
  const act = async (name: QueueAct): Promise<string | undefined> => {
    const targets = [{ urlId, conversationId, commentId }];
    const answer = await mo.post('/tenants/studio/queue/acts', { act: name, targets });
    return ((await answer.json()) as ActAnswer).outcomes[0]?.refused;
  };
  const status = async (): Promise<string> => {
    const { entries } = await queue('view=all');
    const entry = entries.find(({ comment }) => comment.id === commentId);
    return entry ? (entry.comment.status ?? 'public') : 'gone';
  };
  return { urlId, conversationId, commentId, act, status };
}

test('the queue tells who said what, where on which picture, and whose the picture is', async () => {
  const { conversationId, urlId } = await start(lea);
  const { counts, entries, next } = await queue('view=pending');
  expect(counts.pending).toBe(1);
  expect(next).toBeNull();
  expect(entries).toMatchObject([
    {
      urlId,
      image: { src: 'https://cdn.studio.example/sofa.jpg', title: 'Sofa', isOwn: true },
      conversation: { id: conversationId, x: 10, y: 20, locked: false },
      comment: { name: 'Lea', status: 'pending' },
    },
  ]);
  // What a stranger told of a page is a link only where it can be one.
  expect(entries[0]?.image.page).toBeUndefined();
});

test('pictures of elsewhere are told as such, and what is no picture is not told', async () => {
  const tell = (src: string) => hub.submit({ ...submission(create(), ada, src), facts: { src } });
  for (const src of ['https://evil.test/a.png', 'http://192.168.0.1/reboot', 'file:///etc/passwd', 'x'])
    await tell(src);
  const { entries } = await queue('view=all&most=4');
  expect(entries.map(({ image, urlId }) => [urlId, image.isOwn, image.src !== undefined]).sort()).toEqual([
    ['file:///etc/passwd', false, false],
    ['http://192.168.0.1/reboot', false, true],
    ['https://evil.test/a.png', false, true],
    ['x', false, false],
  ]);
});

test('acts go the way of every operation: a watching visitor sees them at once', async () => {
  const { act, urlId } = await start(lea, 'May I?');
  using visitor = await server.join('Vera', 'studio');
  await visitor.watches(urlId);
  expect(await act('approve')).toBeUndefined();
  const { e: events } = await visitor.hears('events');
  expect(events).toMatchObject([{ type: 'new-image-chat', comment: { text: 'May I?' } }]);
  expect(await act('approve')).toBe('overtaken');
});

test('every act can be taken back, to what was there before', async () => {
  const inverse = { pending: 'wait', hidden: 'hide', spam: 'spam', public: 'approve' } as const;
  const begun = await start(lea);
  for (const from of ['pending', 'hidden', 'spam', 'public'] as const) {
    if ((await begun.status()) !== from) await begun.act(inverse[from]);
    expect(await begun.status()).toBe(from);
    for (const act of ['approve', 'hide', 'spam', 'delete'] as const) {
      if (act === inverse[from]) continue;
      expect([from, act, await begun.act(act)]).toEqual([from, act, undefined]);
      await begun.act(act === 'delete' ? 'restore' : inverse[from]);
      expect([from, act, await begun.status()]).toEqual([from, act, from]);
    }
  }
  expect(await begun.act('lock')).toBeUndefined();
  expect((await queue('view=all&image=image-')).entries.some(({ conversation }) => conversation.locked)).toBe(
    true,
  );
  expect(await begun.act('unlock')).toBeUndefined();
});

test('a search goes by author, words, picture and time, in pages', async () => {
  await start(actor({ tenantId: 'studio', id: 'anon:zoe', name: 'Zoë' }), 'Une très belle chaise');
  expect(await texts('view=all&author=zoe')).toEqual(['Une très belle chaise']);
  expect(await texts('view=all&text=TRES')).toEqual(['Une très belle chaise']);
  expect(await texts('view=all&text=tres&author=ada')).toEqual([]);
  expect(await texts(`view=all&from=${Date.now() + 1000}`)).toEqual([]);
  expect(await texts('view=all&to=1000')).toEqual([]);
  const first = await queue('view=all&most=2');
  const second = await queue(`view=all&most=2&before=${first.next}`);
  const ids = [...first.entries, ...second.entries].map(({ comment }) => comment.id);
  expect(new Set(ids).size).toBe(4);
  for (const bad of ['view=none', 'view=all&most=1000', 'view=all&before=x', 'view=all&from=yesterday'])
    expect((await mo.get(`/tenants/studio/queue?${bad}`)).status).toBe(400);
});

test('who knows the queue as it is hears so in a word', async () => {
  const { tag } = await queue('view=all');
  expect(await queue(`view=all&known=${tag}`)).toEqual({ same: true } as never);
  await start();
  expect((await queue(`view=all&known=${tag}`)).tag).not.toBe(tag);
});

test('the conversation around a comment is told, also far back', async () => {
  const { conversationId, urlId } = await start();
  const answers = Array.from({ length: 120 }, (_, at) => add(conversationId, `Answer ${at}`));
  for (const answer of answers) await hub.submit(submission(answer, ada, urlId));
  const around = async (seq: number): Promise<Around> =>
    (await (
      await mo.get(`/tenants/studio/queue/around?urlId=${urlId}&conversationId=${conversationId}&seq=${seq}`)
    ).json()) as Around;
  const newest = await around(121);
  expect([newest.comments.at(-1)?.text, newest.earlier, newest.later]).toEqual(['Answer 119', true, false]);
  const back = await around(3);
  expect([back.comments.at(-1)?.text, back.earlier, back.later]).toEqual(['Answer 1', false, true]);
});

test('a ban holds for its time, is in the log, and can be lifted', async () => {
  const { actor: eve, token } = await server.session('Eve', 'studio');
  const answer = await mo.post('/tenants/studio/bans', { actorId: eve.id, minutes: 60 });
  const { bans } = (await answer.json()) as { bans: ToldBan[] };
  expect(bans[0]?.until).toBeGreaterThan(Date.now() + 59 * 60_000);
  const speak = () =>
    server.post(
      '/v1/tenants/studio/operations',
      { urlId: 'sofa', operation: create() },
      { authorization: `Bearer ${token}` },
    );
  expect((await speak()).status).toBe(403);
  expect((await mo.ask('DELETE', `/tenants/studio/bans/${bans[0]?.id}`)).status).toBe(200);
  expect((await speak()).status).toBe(200);
  const { acts } = (await (await owner.get('/tenants/studio/audit')).json()) as { acts: object[] };
  expect(acts).toMatchObject([
    { action: 'unban', subject: eve.id, by: 'mo' },
    { action: 'ban', subject: eve.id, by: 'mo', detail: '60 minutes' },
    { action: 'accept-invitation' },
    { action: 'set-up' },
  ]);
});
