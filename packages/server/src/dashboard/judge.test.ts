import { expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { create, freshId } from '@imagechat/core/testing/builders';
import type { JudgeFile, SavedJudge, ToldVerdict } from '@imagechat/protocol/dashboard-webhooks';
import { ownerOf } from '../testing/dashboard-browser.ts';
import { type TestServer, startTestServer } from '../testing/start-test-server.ts';
import { until } from '../testing/until.ts';

const told = async <Value>(answer: Promise<Response>): Promise<Value> =>
  (await (await answer).json()) as Value;

interface Question {
  readonly body: string;
  readonly headers: Headers;
  readonly text: string;
}

/** A judge of somebody's that says what its list says, by the comment's text; nothing while its answer is held. */
function receiver(words: Readonly<Record<string, string | (() => Promise<Response>)>>) {
  const asked: Question[] = [];
  const server = Bun.serve({
    ...{ port: 0, hostname: '127.0.0.1' },
    async fetch(request) {
      const body = await request.text();
      const { comment } = JSON.parse(body) as { comment: { text: string } };
      asked.push({ body, headers: request.headers, text: comment.text });
      const word = words[comment.text] ?? 'approve';
      return typeof word === 'string' ? Response.json({ verdict: word }) : await word();
    },
  });
  return {
    asked,
    url: `http://127.0.0.1:${server.port}/judge`,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

const image = { tenantId: 'studio', urlId: 'sofa' };

/** A server whose site `studio` has a judge. */
async function judged(server: TestServer, url: string, more: object = {}) {
  const owner = await ownerOf(server);
  const body = { url, fails: 'closed', mostMs: 2000, active: true, ...more };
  const saved = await told<SavedJudge>(owner.ask('PUT', '/tenants/studio/judge', body));
  const token = await server.tokenOf({ id: 'studio:1', name: 'Ada', tenantId: 'studio' });
  const submit = (operation: object) =>
    server.post(
      '/v1/tenants/studio/operations',
      { urlId: 'sofa', operation },
      { authorization: `Bearer ${token}` },
    );
  return {
    owner,
    saved,
    submit,
    async says(text: string): Promise<string> {
      const operation = create();
      const comment = { ...operation.comment, id: freshId(), text };
      expect((await submit({ ...operation, comment })).status).toBe(200);
      return operation.id;
    },
    file: () => told<JudgeFile>(owner.get('/tenants/studio/judge')),
  };
}

/** What everybody sees of the picture: the first lines of its conversations. */
async function seen(server: TestServer): Promise<string[]> {
  const snapshot = await server.composition.hub.snapshot(image);
  const all = JSON.parse(snapshot.conversations({ kind: 'public' })) as { opening?: { line: string } }[];
  return all.map(({ opening }) => opening?.line ?? '').sort();
}

async function outcomes(file: () => Promise<JudgeFile>): Promise<string[]> {
  return (await file()).verdicts.map(({ outcome }) => outcome);
}

for (const storage of ['memory', 'sqlite'] as const)
  test(`${storage}: a comment is public once the judge approves it; what it holds waits, what is spam is spam`, async () => {
    await using there = receiver({ wait: 'hold', buy: 'spam' });
    await using server = await startTestServer({ storage, toPrivate: true });
    const before = await server.tenants.version();
    const { file, owner, saved, says } = await judged(server, there.url);
    // By which other processes notice.
    expect(await server.tenants.version()).toBeGreaterThan(before + 1);
    expect(saved.secret).toMatch(/^icw_[\w-]{43}$/);
    expect(JSON.stringify(await file())).not.toContain(saved.secret);
    for (const text of ['fine', 'wait', 'buy']) await says(text);
    await until(async () => (await outcomes(file)).length === 3);
    await until(async () => (await seen(server)).length === 1);
    expect(await seen(server)).toEqual(['fine']);
    const queue = async (view: string) =>
      (
        await told<{ entries: { comment: { text: string } }[] }>(
          owner.get(`/tenants/studio/queue?view=${view}`),
        )
      ).entries.map(({ comment }) => comment.text);
    await until(async () => (await queue('spam')).length === 1);
    expect([await queue('pending'), await queue('spam')]).toEqual([['wait'], ['buy']]);
    for (const { body, headers } of there.asked) {
      const at = headers.get('x-imagechat-timestamp');
      const signature = createHmac('sha256', saved.secret ?? '')
        .update(`${at}.${body}`)
        .digest('hex');
      expect(headers.get('x-imagechat-signature')).toBe(`sha256=${signature}`);
    }
    expect(JSON.parse(there.asked[0]?.body ?? '')).toMatchObject({
      ...{ type: 'judge', tenantId: 'studio', urlId: 'sofa' },
      comment: { text: 'fine', edited: false },
      author: { id: 'studio:1', name: 'Ada', kind: 'user', verified: true },
    });
  });

for (const [fails, shown] of [
  ['open', 4],
  ['closed', 0],
] as const)
  test(`a judge that says nothing that can be used fails ${fails}: late, broken, nonsense, not there`, async () => {
    const never = Promise.withResolvers<Response>();
    await using there = receiver({
      late: () => never.promise,
      broken: async () => new Response('no', { status: 500 }),
      nonsense: 'maybe',
      text: async () => new Response('approve'),
    });
    await using server = await startTestServer({ toPrivate: true });
    const { file, says } = await judged(server, there.url, { fails, mostMs: 200 });
    for (const text of ['late', 'broken', 'nonsense', 'text']) await says(text);
    await until(async () => (await outcomes(file)).length === 4);
    expect(new Set(await outcomes(file))).toEqual(new Set([`failed-${fails}`]));
    const { verdicts } = await file();
    expect(verdicts.map(({ why }) => why).sort()).toEqual([
      'It answered 500.',
      ...Array(2).fill('It did not answer {"verdict": "approve" | "hold" | "spam"}.'),
      'No answer within 0.2 seconds.',
    ]);
    if (shown > 0) await until(async () => (await seen(server)).length === shown);
    expect(await seen(server)).toHaveLength(shown);
    never.resolve(new Response());
  });

test('nothing waits for a judge that thinks: not the author, not others, not a moderator', async () => {
  const thinking = Promise.withResolvers<Response>();
  await using there = receiver({ slow: () => thinking.promise });
  await using server = await startTestServer({ toPrivate: true });
  const { file, owner, says } = await judged(server, there.url, { mostMs: 5000 });
  await says('slow');
  await until(() => there.asked.length === 1);
  await says('quick');
  await until(async () => (await seen(server)).includes('quick'));
  expect(await outcomes(file)).toEqual(['approve']);
  // A moderator is faster; what the judge says then changes nothing.
  const page = await told<{ entries: { conversation: { id: string }; comment: { id: string } }[] }>(
    owner.get('/tenants/studio/queue?view=pending'),
  );
  const [entry] = page.entries;
  const [conversationId, id] = [entry?.conversation.id ?? '', entry?.comment.id ?? ''];
  const act = { act: 'approve', targets: [{ urlId: 'sofa', conversationId, commentId: id }] };
  expect((await owner.post('/tenants/studio/queue/acts', act)).status).toBe(200);
  expect(await seen(server)).toEqual(['quick', 'slow']);
  thinking.resolve(Response.json({ verdict: 'approve' }));
  await until(async () => (await outcomes(file)).length === 2);
  expect(await seen(server)).toEqual(['quick', 'slow']);
});

test('what is rewritten is asked about anew, and an old verdict lets no new text out', async () => {
  const thinking = Promise.withResolvers<Response>();
  await using there = receiver({ harmless: () => thinking.promise, evil: 'hold' });
  await using server = await startTestServer({ toPrivate: true });
  const { file, submit } = await judged(server, there.url, { mostMs: 5000 });
  const operation = create();
  const comment = { ...operation.comment, id: freshId(), text: 'harmless' };
  await submit({ ...operation, comment });
  await until(() => there.asked.length === 1);
  const edit = { type: 'edit-comment', broadcastId: freshId(), id: operation.id };
  expect((await submit({ ...edit, comment: { id: comment.id, text: 'evil' } })).status).toBe(200);
  thinking.resolve(Response.json({ verdict: 'approve' }));
  await until(async () => (await outcomes(file)).length === 2);
  expect(await outcomes(file)).toEqual(['hold', 'approve']);
  expect(await seen(server)).toEqual([]);
});

test('nobody is asked about moderators’ words and what waits anyway; nor when it is off or gone; it is tried by a button', async () => {
  await using there = receiver({});
  await using server = await startTestServer({ toPrivate: true });
  const { file, owner, says } = await judged(server, there.url);
  const verdict = await told<ToldVerdict>(owner.post('/tenants/studio/judge/test'));
  expect(verdict).toMatchObject({ outcome: 'approve', status: 200, commentId: '' });
  expect(there.asked.map(({ text }) => text)).toEqual(['Is anybody there?']);
  const settings = { set: { premoderation: 'everyone' } };
  expect((await owner.ask('PUT', '/tenants/studio/settings', settings)).status).toBe(200);
  await says('waits');
  expect((await owner.ask('PUT', '/tenants/studio/settings', { unset: ['premoderation'] })).status).toBe(200);
  const off = { url: there.url, fails: 'open', mostMs: 2000, active: false };
  const changed = await told<SavedJudge>(owner.ask('PUT', '/tenants/studio/judge', off));
  expect(changed).toEqual({ judge: expect.objectContaining({ active: false, fails: 'open' }) });
  await says('public at once');
  expect(await seen(server)).toEqual(['public at once']);
  expect((await owner.ask('PUT', '/tenants/studio/judge', { ...off, url: 'ftp://x' })).status).toBe(400);
  expect((await owner.ask('PUT', '/tenants/studio/judge', { ...off, mostMs: 60_000 })).status).toBe(400);
  expect((await owner.ask('DELETE', '/tenants/studio/judge', {})).status).toBe(200);
  expect(await file()).toEqual({ judge: null, verdicts: [] });
  expect((await owner.post('/tenants/studio/judge/test')).status).toBe(404);
  expect(there.asked).toHaveLength(1);
});

test('what was held or hidden once, no approval of a judge lets out: that is a moderator’s', async () => {
  await using there = receiver({ evil: 'hold' });
  await using server = await startTestServer({ toPrivate: true });
  const { file, owner, submit } = await judged(server, there.url);
  const start = async (text: string) => {
    const operation = create();
    const comment = { ...operation.comment, id: freshId(), text };
    expect((await submit({ ...operation, comment })).status).toBe(200);
    return { id: operation.id, commentId: comment.id };
  };
  const open = await start('fine');
  await until(async () => (await seen(server)).length === 1);
  const comment = { id: freshId(), text: 'evil' };
  await submit({ type: 'add-comment', broadcastId: freshId(), id: open.id, comment });
  await until(async () => (await outcomes(file)).length === 2);
  const rewritten = { ...comment, text: 'friendly' };
  await submit({ type: 'edit-comment', broadcastId: freshId(), id: open.id, comment: rewritten });
  await until(async () => (await outcomes(file)).length === 3);
  // A conversation that moderators hid, in which its author goes on.
  const hidden = await start('fine');
  await until(async () => (await seen(server)).length === 2);
  const target = { urlId: 'sofa', conversationId: hidden.id, commentId: hidden.commentId };
  expect((await owner.post('/tenants/studio/queue/acts', { act: 'hide', targets: [target] })).status).toBe(
    200,
  );
  const more = { id: freshId(), text: 'more' };
  const added = { type: 'add-comment', broadcastId: freshId(), id: hidden.id, comment: more };
  expect((await submit(added)).status).toBe(200);
  await until(async () => (await outcomes(file)).length === 5);
  // One more, after which nothing of those before is under way.
  await start('last');
  await until(async () => (await seen(server)).length === 2);
  expect((await outcomes(file)).sort()).toEqual([...Array(5).fill('approve'), 'hold']);
  expect(await seen(server)).toEqual(['fine', 'last']);
  const thread = await server.fetch(`/v1/tenants/studio/threads/${open.id}?urlId=sofa`);
  const text = await thread.text();
  expect([text.includes('fine'), text.includes('friendly')]).toEqual([true, false]);
});
