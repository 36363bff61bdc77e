import { describe, expect, test } from 'bun:test';
import { add, create, freshId } from '@imagechat/core/testing/builders';
import type { Operation } from '@imagechat/protocol/catalog';
import { type TestServer, startTestServer } from '../testing/start-test-server.ts';
import { StreamDialogue } from '../testing/stream-dialogue.ts';
import type { WsDialogue } from '../testing/ws-dialogue.ts';

const tenantId = 'careful';
const urlId = 'picture';
const path = `/v1/tenants/${tenantId}`;

/** Somebody with a connection that watches the picture. */
interface Watcher {
  readonly ws: WsDialogue;
  readonly token: string | undefined;
  readonly i: number;
}

/** A tenant whose moderators read everything first, or nothing. */
function world(
  storage: 'memory' | 'sqlite',
  premoderation: 'everyone' | 'nobody' = 'everyone',
): Promise<TestServer> {
  const tenant = { id: tenantId, name: 'Careful', domains: [], createdAt: 0, settings: { premoderation } };
  return startTestServer({ storage, tenants: [tenant] });
}

async function watches(
  server: TestServer,
  id?: string,
  kind: 'user' | 'moderator' = 'user',
): Promise<Watcher> {
  const token =
    id === undefined ? undefined : await server.tokenOf({ id, name: `Name of ${id}`, tenantId, kind });
  const ws = await server.connect();
  await ws.hello(tenantId, token);
  const { i } = await ws.watches(urlId);
  return { ws, token, i };
}

/** Submits, and waits until the event has reached this very connection. */
async function does({ ws, i }: Watcher, operation: Operation): Promise<number> {
  const { seq } = await ws.submits(i, operation);
  const seen = (): boolean =>
    ws.raw.some((frame) => frame.includes(`"seq":${seq}`) && frame.includes('"t":"events"'));
  while (!seen()) await ws.hears('events');
  return seq;
}

/** All that one can get of the image by asking: whole, from an early cursor, over a stream, over HTTP, page by page. */
async function everything(server: TestServer, token: string | undefined, id: string): Promise<string> {
  using fresh = await server.connect();
  await fresh.hello(tenantId, token);
  const { epoch, i } = await fresh.watches(urlId);
  fresh.says({ t: 'thread', ref: 8, i, id });
  fresh.says({ t: 'subscribe', ref: 9, urlId, cursor: { epoch, seq: 0 } });
  await fresh.hears('subscribed');
  const subscribe = [{ t: 'subscribe', ref: 1, urlId }] as const;
  using stream = await StreamDialogue.open(server.origin, {
    tenantId,
    subscribe,
    ...(token ? { token } : {}),
  });
  await stream.next('hello');
  await stream.next('subscribed');
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answers = await Promise.all(
    [`snapshot?urlId=${urlId}`, `threads/${id}?urlId=${urlId}`].map((what) =>
      server.fetch(`${path}/${what}`, { headers }),
    ),
  );
  const http = answers.map(async (answer) => JSON.stringify([...answer.headers]) + (await answer.text()));
  return [...fresh.raw, stream.raw, ...(await Promise.all(http))].join('\n');
}

const hide = (id: string, commentId: string, as: 'hidden' | 'spam'): Operation => {
  return { type: 'hide-comment', broadcastId: freshId(), id, comment: { id: commentId }, as };
};
const approve = (id: string, commentId: string): Operation => {
  return { type: 'approve-comment', broadcastId: freshId(), id, comment: { id: commentId } };
};

describe.each(['memory', 'sqlite'] as const)('with %s', (engine) => {
  test('V1: what waits to be approved is never sent to anybody but its author and moderators', async () => {
    await using server = await world(engine);
    const [mia, ada, ben, anybody] = [
      await watches(server, 'mia', 'moderator'),
      await watches(server, 'ada'),
      await watches(server, 'ben'),
      await watches(server),
    ];
    const start = create({ comment: { id: 'ada-1', text: 'first words' } });
    await does(ada, start);
    await does(ada, { ...add(start.id), comment: { id: 'ada-2', text: 'second words' } });
    await does(ada, {
      type: 'edit-comment',
      broadcastId: freshId(),
      id: start.id,
      comment: { id: 'ada-2', text: 'third words' },
    });
    await does(ada, { type: 'move-conversation', broadcastId: freshId(), id: start.id, x: 77.7, y: 1 });
    for (const { ws } of [ben, anybody]) while (!ws.raw.at(-1)?.includes('"seq":4')) await ws.hears('events');
    const needles = ['words', start.id, 'ada-1', 'ada-2', '"ada"', 'Name of ada', '77.7'];
    const told = async (who: Watcher) =>
      who.ws.raw.join('\n') + (await everything(server, who.token, start.id));
    for (const who of [ben, anybody]) {
      const all = await told(who);
      expect(needles.filter((needle) => all.includes(needle))).toEqual([]);
      expect(all).toContain('{"seq":4}');
    }
    for (const who of [mia, ada]) {
      const all = await told(who);
      expect(needles.filter((needle) => !all.includes(needle))).toEqual([]);
    }

    await does(mia, approve(start.id, 'ada-1'));
    await ben.ws.hears('events');
    for (const who of [ben, anybody]) {
      const all = await told(who);
      expect(all).toContain('first words');
      expect(all).toContain('"new-image-chat"');
      expect(['third words', 'ada-2', 'mia'].filter((needle) => all.includes(needle))).toEqual([]);
    }
  });

  test('V1, L1: what was hidden can be had by nobody who comes later, from no cursor; its author and moderators keep it', async () => {
    await using server = await world(engine, 'nobody');
    const [mia, ada, ben] = [
      await watches(server, 'mia', 'moderator'),
      await watches(server, 'ada'),
      await watches(server, 'ben'),
    ];
    const start = create({ comment: { id: 'ben-1', text: 'may stay' } });
    await does(ben, start);
    await does(ada, { ...add(start.id), comment: { id: 'ada-1', text: 'secret words' } });
    await does(mia, hide(start.id, 'ada-1', 'hidden'));
    for (const token of [undefined, ben.token]) {
      const all = await everything(server, token, start.id);
      expect(all).not.toContain('secret words');
      expect(all).not.toContain('mia');
      expect(all).toContain('may stay');
    }
    for (const token of [ada.token, mia.token])
      expect(await everything(server, token, start.id)).toContain('"status":"hidden"');
    while (!ben.ws.raw.at(-1)?.includes('comment-removed')) await ben.ws.hears('events');

    await does(mia, {
      type: 'restore-comment',
      broadcastId: freshId(),
      id: start.id,
      comment: { id: 'ada-1' },
    });
    expect(await everything(server, undefined, start.id)).toContain('secret words');
  });

  test('V1: who is banned without being told sees what they write, as if all did, and nobody else sees it', async () => {
    await using server = await world(engine, 'nobody');
    const subject = { kind: 'actor', actorId: 'eve' } as const;
    await server.bans.ban(tenantId, { id: 'b', subject, shadow: true, until: null, createdAt: 0, by: 'mia' });
    const [mia, eve, ben] = [
      await watches(server, 'mia', 'moderator'),
      await watches(server, 'eve'),
      await watches(server, 'ben'),
    ];
    const start = create({ comment: { id: 'ben-1', text: 'hello' } });
    await does(ben, start);
    await does(eve, { ...add(start.id), comment: { id: 'eve-1', text: 'buy this' } });
    await does(eve, create({ comment: { id: 'eve-2', text: 'buy that' } }));
    const toEve = await everything(server, eve.token, start.id);
    expect(toEve + eve.ws.raw.join('')).not.toContain('status');
    expect(toEve).toContain('buy this');
    expect(toEve).toContain('buy that');
    expect(toEve).toContain('"count":2');
    for (const token of [undefined, ben.token]) {
      const all = await everything(server, token, start.id);
      expect(['buy', '"eve"', 'Name of eve'].filter((needle) => all.includes(needle))).toEqual([]);
    }
    expect(await everything(server, mia.token, start.id)).toContain('"status":"spam"');
    while (!ben.ws.raw.at(-1)?.includes('"seq":3')) await ben.ws.hears('events');
    expect(ben.ws.raw.join('')).not.toContain('"eve"');
  });

  test('V1: the ETag differs where what is seen differs, and only there', async () => {
    await using server = await world(engine);
    const [mia, ada, ben] = [
      await watches(server, 'mia', 'moderator'),
      await watches(server, 'ada'),
      await watches(server, 'ben'),
    ];
    const tagFor = async (token?: string) =>
      (
        await server.fetch(`${path}/snapshot?urlId=${urlId}`, {
          headers: token ? { authorization: `Bearer ${token}` } : {},
        })
      ).headers.get('etag') ?? '';
    await does(ada, create());
    const tags = await Promise.all([tagFor(), tagFor(ben.token), tagFor(ada.token), tagFor(mia.token)]);
    expect(tags[0]).toBe(tags[1] ?? '');
    expect(new Set(tags).size).toBe(3);
    const headers = { 'if-none-match': tags[0] ?? '', authorization: `Bearer ${ada.token}` };
    expect((await server.fetch(`${path}/snapshot?urlId=${urlId}`, { headers })).status).toBe(200);
  });

  test('V1, W9: of one kept snapshot each gets what their eyes see, whoever asked before, and what was hidden is gone with the next', async () => {
    await using server = await world(engine, 'nobody');
    const [mia, ada, ben] = [
      await watches(server, 'mia', 'moderator'),
      await watches(server, 'ada'),
      await watches(server, 'ben'),
    ];
    const start = create({ comment: { id: 'ada-1', text: 'secret words' } });
    await does(ada, start);
    const ask = async (token?: string): Promise<string> => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      return (await server.fetch(`${path}/snapshot?urlId=${urlId}`, { headers })).text();
    };
    const all = [undefined, mia.token, ada.token, ben.token];
    const before = await Promise.all([...all, ...all].map(ask));
    expect(new Set(before).size).toBe(1);
    expect(before[0]).toContain('secret words');
    await does(mia, hide(start.id, 'ada-1', 'hidden'));
    for (const order of [all, all.toReversed()]) {
      const answers = await Promise.all(order.map(async (token) => [token, await ask(token)] as const));
      for (const [token, answer] of answers)
        expect(answer.includes('"status":"hidden"')).toBe(token === mia.token || token === ada.token);
      for (const token of [undefined, ben.token])
        expect(JSON.parse(await ask(token))).toMatchObject({ seq: 2, conversations: [] });
    }
  });

  test('V1: who speaks as somebody else is told everything anew, as they may see it', async () => {
    await using server = await world(engine);
    const [mia, ada] = [await watches(server, 'mia', 'moderator'), await watches(server, 'ada')];
    const { id } = create();
    await does(ada, create({ id }));
    await mia.ws.hears('events');
    const token = await server.tokenOf({ id: 'mia', name: 'Mia', tenantId });
    mia.ws.says({ t: 'identify', ref: 5, token });
    await mia.ws.hears('identified');
    expect((await mia.ws.hears('reset')).conversations).toEqual([]);
    await does(ada, add(id, 'later words'));
    await mia.ws.hears('events');
    expect(mia.ws.raw.join('')).not.toContain('later words');
  });
});
