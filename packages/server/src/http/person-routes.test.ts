import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { PersonFile } from '@imagechat/core/ports/person-files';
import { add, create, freshId } from '@imagechat/core/testing/builders';
import type { Operation } from '@imagechat/protocol/catalog';
import { type TestServer, startTestServer } from '../testing/start-test-server.ts';

const TENANT = '/v1/tenants/demo';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ storage: 'sqlite' });
});
afterAll(() => server[Symbol.asyncDispose]());

/** Somebody the tenant knows, with what they say over HTTP. */
async function person(name: string, kind: 'user' | 'moderator' | 'admin' = 'user', avatar?: string) {
  const id = `demo:${name.toLowerCase()}-${freshId()}`;
  const token = await server.tokenOf({ id, name, tenantId: 'demo', kind, ...(avatar ? { avatar } : {}) });
  const headers = { authorization: `Bearer ${token}` };
  return {
    id,
    token,
    get: (path: string) => server.fetch(`${TENANT}/${path}`, { headers }),
    post: (path: string, body: unknown) => server.post(`${TENANT}/${path}`, body, headers),
    async says(operation: Operation, urlId = 'sofa'): Promise<void> {
      const answer = await server.post(`${TENANT}/operations`, { urlId, operation }, headers);
      expect([operation.type, answer.status]).toEqual([operation.type, 200]);
    },
  };
}

const react = (id: string, commentId: string): Operation => ({
  ...{ type: 'react', broadcastId: freshId(), id, comment: { id: commentId }, emoji: '👍', on: true },
});

/** Ada in everything she can be in, with Bob, on an image of their own. */
async function world(urlId: string) {
  const ada = await person('Ada', 'user', 'facekey-ada');
  const bob = await person('Bob');
  const admin = await person('Root', 'admin');
  const [hers, his] = [create(), create()];
  const answer = add(his.id, 'Ada was here');
  const naming = add(his.id, '@Ada, look');
  await ada.says(hers, urlId);
  await bob.says(his, urlId);
  await ada.says(answer, urlId);
  await ada.says(react(his.id, his.comment?.id ?? ''), urlId);
  const mentions = [{ id: ada.id, name: 'Ada' }];
  await bob.says({ ...naming, comment: { ...naming.comment, mentions } }, urlId);
  return { ada, bob, admin, hers, his, answer, naming };
}

describe('export', () => {
  test('tells everything of one person to an admin, and is written down', async () => {
    const { ada, admin, hers, his, answer, naming } = await world('export');
    const response = await admin.get(`person?actorId=${encodeURIComponent(ada.id)}`);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const file = (await response.json()) as PersonFile;
    expect(file.comments.map(({ id }) => id).sort()).toEqual(
      [hers.comment?.id ?? '', answer.comment.id].sort(),
    );
    expect(file.conversations).toMatchObject([{ id: hers.id, urlId: 'export', shared: false }]);
    expect(file.reactedTo).toMatchObject([{ urlId: 'export', conversationId: his.id, id: his.comment?.id }]);
    expect(file.mentionedIn).toMatchObject([{ conversationId: his.id, id: naming.comment.id }]);
    expect(JSON.stringify(file)).not.toContain('@Ada');
    const { acts } = (await (await admin.get('audit')).json()) as { acts: Record<string, unknown>[] };
    expect(acts[0]).toMatchObject({ action: 'export-person', by: admin.id, subject: ada.id });
  });

  test('is not for moderators, nor for the person, and needs an id', async () => {
    const [ada, mod, admin] = [
      await person('Ada'),
      await person('Mo', 'moderator'),
      await person('Root', 'admin'),
    ];
    const path = `person?actorId=${encodeURIComponent(ada.id)}`;
    for (const who of [ada, mod]) expect((await who.get(path)).status).toBe(403);
    expect((await admin.get('person')).status).toBe(400);
    expect((await admin.get('person?actorId=')).status).toBe(400);
  });
});

describe('erasure', () => {
  test('L1 takes a person out of everything at once, in front of who is looking; they are signed out', async () => {
    const { ada, bob, admin, hers, his, answer, naming } = await world('erase');
    using watching = await server.connect();
    await watching.hello('demo', bob.token);
    const { conversations } = await watching.watches('erase');
    expect(conversations?.map(({ id }) => id)).toEqual([hers.id, his.id]);
    using there = await server.connect();
    await there.hello('demo', ada.token);
    await there.watches('erase');

    const answered = await admin.post('erasures', { actorId: ada.id, confirm: ada.id });
    expect(answered.status).toBe(200);
    expect(await answered.json()).toMatchObject({ changed: 4, erased: { comments: 2, conversations: 1 } });
    expect((await there.closed).code).toBe(4010);

    const events: object[] = [];
    while (events.length < 4) events.push(...(await watching.hears('events')).e);
    expect(events).toMatchObject([
      { type: 'deleted-image-chat', id: hers.id },
      { change: 'comment-removed', comment: { id: answer.comment.id } },
      ...[
        { change: 'person-forgotten', comment: { id: his.comment?.id, text: 'Look here' } },
        { change: 'person-forgotten', comment: { id: naming.comment.id, text: '@…, look' } },
      ].sort((a, b) => ((a.comment.id ?? '') < (b.comment.id ?? '') ? -1 : 1)),
    ]);
    expect(JSON.stringify(events)).not.toContain(ada.id);

    const thread = await (await bob.get(`threads/${his.id}?urlId=erase`)).text();
    for (const trace of [ada.id, '"Ada"', '@Ada', 'facekey-ada']) expect(thread).not.toContain(trace);
    expect((await ada.get('snapshot?urlId=erase')).status).toBe(401);
    const renewed = await server.post('/v1/session', { tenantId: 'demo', token: ada.token });
    expect(renewed.status).toBe(401);
  });

  test('L1 who was away catches up over it and reads nothing of the person, from memory or from the log', async () => {
    const { ada, bob, admin } = await world('away');
    using watching = await server.connect();
    await watching.hello('demo', bob.token);
    const { epoch } = await watching.watches('away');
    await admin.post('erasures', { actorId: ada.id, confirm: ada.id });
    for (const seq of [0, 2, 4]) {
      using back = await server.connect();
      await back.hello('demo', bob.token);
      const { events = [] } = await back.watches('away', { epoch, seq });
      expect(events).toHaveLength(9 - seq);
      for (const trace of [ada.id, '"Ada"', '@Ada', 'facekey-ada'])
        expect(JSON.stringify(events)).not.toContain(trace);
    }
  });

  test('the audit log says that somebody was erased, by whom, and not whom; a second time finds nothing', async () => {
    const { ada, admin } = await world('audit');
    await admin.post('erasures', { actorId: ada.id, confirm: ada.id });
    const told = await (await admin.get('audit')).text();
    expect(told).not.toContain(ada.id);
    const [last] = (JSON.parse(told) as { acts: { subject: string }[] }).acts;
    expect(last).toMatchObject({
      action: 'erase-person',
      by: admin.id,
      subject: expect.stringMatching(/^#/),
    });
    const again = await admin.post('erasures', { actorId: ada.id, confirm: ada.id });
    expect(await again.json()).toMatchObject({ changed: 0 });
    const file = (await (
      await admin.get(`person?actorId=${encodeURIComponent(ada.id)}`)
    ).json()) as PersonFile;
    expect(file).toMatchObject({
      person: null,
      comments: [],
      conversations: [],
      reactedTo: [],
      mentionedIn: [],
    });
  });

  test('is only for admins, who say the id twice; nothing happens otherwise', async () => {
    const { ada, bob, admin } = await world('refused');
    const mod = await person('Mo', 'moderator');
    for (const who of [ada, bob, mod])
      expect((await who.post('erasures', { actorId: ada.id, confirm: ada.id })).status).toBe(403);
    for (const confirm of ['', 'demo:ada', undefined])
      expect((await admin.post('erasures', { actorId: ada.id, confirm })).status).toBe(400);
    const file = (await (
      await admin.get(`person?actorId=${encodeURIComponent(ada.id)}`)
    ).json()) as PersonFile;
    expect(file.comments).toHaveLength(2);
  });

  test('of another tenant’s person of the same id nothing is taken', async () => {
    const { ada, admin } = await world('twins');
    const token = await server.tokenOf({ id: ada.id, name: 'Ada', tenantId: 'other' });
    const body = { urlId: 'twins', operation: create() };
    await server.post('/v1/tenants/other/operations', body, { authorization: `Bearer ${token}` });
    await admin.post('erasures', { actorId: ada.id, confirm: ada.id });
    const theirs = await server.fetch('/v1/tenants/other/snapshot?urlId=twins', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await theirs.text()).toContain(`"by":"${ada.id}"`);
  });
});
