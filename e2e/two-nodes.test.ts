/** What only shows with two servers: who is where, rights that change, and bills. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { DailyUsage } from '@imagechat/core/ports/usage';
import { add, create, freshId } from '@imagechat/core/testing/builders';
import { SoftAuthenticator } from '@imagechat/server/testing/soft-authenticator';
import { imagechat, memberToken } from './support/as-member.ts';
import { Cluster, beginEngines, endEngines } from './support/cluster.ts';
import { until } from './support/until.ts';
import { WireClient } from './support/wire-client.ts';

const LIMIT = 120_000;

beforeAll(beginEngines, LIMIT);
afterAll(endEngines, LIMIT);

test(
  'two nodes: events, presence, a ban and the bill are one, whichever node somebody is on',
  async () => {
    await using cluster = await Cluster.of(2, { env: { USAGE_SAVE_SECONDS: '1' } });
    const [here = 0, there = 0] = cluster.nodes.map(({ port }) => port);
    const origin = `http://127.0.0.1:${there}`;
    const member = { id: 'mod', username: 'Mo', isModerator: true };
    const token = await memberToken(cluster, origin, member, origin);
    await using ada = await WireClient.open({ port: here, name: 'Ada' });
    await using ben = await WireClient.open({ port: there, name: 'Ben' });
    const [atAda, atBen] = [await ada.watches('two-nodes'), await ben.watches('two-nodes')];
    ada.say({ t: 'presence', i: atAda.i, typing: null });
    ben.say({ t: 'presence', i: atBen.i, typing: null });

    const both = (frame: { viewers: number; people: readonly { name: string }[] }): boolean =>
      frame.viewers === 2 && frame.people.length === 2;
    await Promise.all([ada.hears('presence', both), ben.hears('presence', both)]);

    expect((await ada.submits(atAda.i, create())).t).toBe('ack');
    const heard = await ben.hears('events');
    expect(heard.e).toMatchObject([{ seq: 1, type: 'new-image-chat' }]);
    const [event] = heard.e;
    const by = event && 'by' in event ? event.by : '';

    // Said at Ben's node, about somebody who is connected to the other.
    const banned = await fetch(`${origin}/v1/tenants/demo/bans`, {
      method: 'POST',
      body: JSON.stringify({ actorId: by }),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, origin },
    });
    expect(banned.status).toBe(200);
    await ada.gone;
    expect(ada.heard.at(-1)?.message).toMatchObject({ t: 'refused', error: { code: 'banned' } });

    // Both nodes counted a delivery of the one event; together they make the bill.
    const messages = await until('the bill of both nodes', async () => {
      const usage = JSON.parse(await imagechat(cluster, 'usage', '--json')) as DailyUsage[];
      const sum = usage.reduce((all, each) => all + each.pubSubMessageCount, 0);
      return sum >= 2 ? sum : undefined;
    });
    expect(messages).toBe(2);
  },
  LIMIT,
);

test(
  'a node that is killed takes nothing with it: the other goes on, its clients come back to it, and those who were there leave the count',
  async () => {
    await using cluster = await Cluster.of(2);
    const [first, second] = cluster.nodes;
    if (!first || !second) throw new Error('two nodes were asked for');
    await using ada = await WireClient.open({ port: first.port, name: 'Ada' });
    await using ben = await WireClient.open({ port: second.port, name: 'Ben' });
    const [atAda, atBen] = [await ada.watches('killed'), await ben.watches('killed')];
    ben.say({ t: 'presence', i: atBen.i, typing: null });
    await ben.hears('presence', ({ viewers }) => viewers === 2);
    const operation = create();
    expect((await ada.submits(atAda.i, operation)).t).toBe('ack');
    await first.kill('SIGKILL');
    await ada.gone;
    await using again = await WireClient.open({
      port: cluster.port,
      ...(ada.token === undefined ? {} : { token: ada.token }),
    });
    const { epoch } = atAda;
    const back = await again.watches('killed', { epoch, seq: 0 });
    expect(back).toMatchObject({ epoch, seq: 1, events: [{ broadcastId: operation.broadcastId }] });
    // A retry of what was answered before is answered the same (O2), by another node than then.
    expect(await again.submits(back.i, operation)).toMatchObject({ t: 'ack', seq: 1 });
    const counts = () =>
      ben.heard.flatMap(({ message }) => (message.t === 'presence' ? [message.viewers] : []));
    const told = counts().length;
    await until(
      'the dead node’s visitor to be forgotten',
      () => counts().length > told && counts().at(-1) === 2,
      { timeout: 60_000 },
    ).catch((error: unknown) => {
      throw new Error(`Ben heard of ${counts().join(', ')}; the nodes said:\n${cluster.output}`, {
        cause: error,
      });
    });
    await first.restart();
  },
  LIMIT,
);

test(
  'an image gets another name at one node: who watches at the other hears of it, and writes under the new one',
  async () => {
    await using cluster = await Cluster.of(2);
    const [here = 0, there = 0] = cluster.nodes.map(({ port }) => port);
    const origin = `http://127.0.0.1:${here}`;
    const admin = { id: 'adm', username: 'Adam', isAdmin: true };
    const token = await memberToken(cluster, origin, admin, origin);
    await using ada = await WireClient.open({ port: there, name: 'Ada' });
    await using ben = await WireClient.open({ port: there, name: 'Ben' });
    const old = await ada.watches('old-name');
    const fresh = await ben.watches('new-name');
    const talk = create();
    expect((await ada.submits(old.i, talk)).t).toBe('ack');
    const rename = (urlId: string, to: string) =>
      fetch(`${origin}/v1/tenants/demo/images/name`, {
        method: 'PUT',
        body: JSON.stringify({ urlId, to }),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, origin },
      });
    expect((await rename('old-name', 'new-name')).status).toBe(200);
    expect(await ada.hears('reset')).toMatchObject({ i: old.i, seq: 2, conversations: [] });
    expect((await ben.hears('events')).e).toMatchObject([{ seq: 1, type: 'new-image-chat', id: talk.id }]);
    expect(await ben.submits(fresh.i, add(talk.id) as never)).toMatchObject({ t: 'ack', seq: 2 });
    // Who was away with a cursor of the old name gets the whole state of what it is now, at either node.
    for (const port of [here, there]) {
      await using away = await WireClient.open({ port });
      const back = await away.watches('old-name', { epoch: old.epoch, seq: 1 });
      expect(back).toMatchObject({ seq: 2, conversations: [] });
    }
  },
  LIMIT,
);

test(
  'two nodes: a passkey that one of them asks for is taken by the other, and opens both',
  async () => {
    await using cluster = await Cluster.of(2);
    const host = 'chat.example.com';
    const authenticator = new SoftAuthenticator(`https://${host}`);
    const ask = async <Value>(node: number, path: string, body: unknown): Promise<Value> => {
      const response = await fetch(`${cluster.nodes[node]?.origin}/dashboard/api${path}`, {
        method: 'POST',
        headers: { host, origin: `https://${host}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${path} at ${node}: ${await response.text()}`);
      return (await response.json()) as Value;
    };
    // Each start prints one, and the newest is good.
    const link = (await imagechat(cluster, 'dashboard', 'link')).trim().split('#')[1] ?? '';
    const person = { link, name: 'Olive', login: 'olive@example.com' };
    const making = await ask<Parameters<typeof authenticator.create>[0]>(
      0,
      '/passkeys/link/challenge',
      person,
    );
    const made = { ...person, passkey: await authenticator.create(making) };
    await ask(1, '/setup', { ...made, tenant: { id: 'studio', name: 'Studio', domains: [] } });
    for (const [here, there] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const asked = await ask<{ challenge: string; rpId: string }>(here, '/passkeys/sign-in/challenge', {});
      const passkey = await authenticator.get(asked);
      const me = await ask<{ account: { login: string } }>(there, '/passkeys/sign-in', { passkey });
      expect(me.account.login).toBe('olive@example.com');
      await expect(ask(here, '/passkeys/sign-in', { passkey })).rejects.toThrow('not-found');
    }
  },
  LIMIT,
);

test(
  'two nodes: a judge that is added at one is asked by the other, and its word is heard at both',
  async () => {
    const asked: string[] = [];
    const judge = Bun.serve({
      ...{ port: 0, hostname: '127.0.0.1' },
      async fetch(request) {
        const { comment } = (await request.json()) as { comment: { text: string } };
        asked.push(comment.text);
        return Response.json({ verdict: comment.text === 'buy' ? 'spam' : 'approve' });
      },
    });
    await using cluster = await Cluster.of(2, { env: { WEBHOOKS_TO_PRIVATE: 'yes' } });
    const [here, there] = cluster.nodes;
    if (!here || !there) throw new Error('two nodes were asked for');
    const link = (await imagechat(cluster, 'dashboard', 'link')).trim().split('#')[1] ?? '';
    const { origin } = here;
    const ask = async (method: string, path: string, body: unknown, cookie = ''): Promise<Response> => {
      const headers = { origin, cookie, 'content-type': 'application/json' };
      const url = `${origin}/dashboard/api${path}`;
      const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
      return response;
    };
    const person = { name: 'Olive', login: 'olive@example.com', password: 'violet otters hum at noon' };
    const owner = await ask('POST', '/setup', {
      link,
      ...person,
      tenant: { id: 's', name: 'S', domains: [] },
    });
    const cookie = owner.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    const url = `http://127.0.0.1:${judge.port}/`;
    await ask('PUT', '/tenants/demo/judge', { url, fails: 'closed', mostMs: 2000, active: true }, cookie);

    await using ada = await WireClient.open({ port: there.port, name: 'Ada' });
    await using ben = await WireClient.open({ port: here.port, name: 'Ben' });
    const [atAda, atBen] = [await ada.watches('judged'), await ben.watches('judged')];
    // Until the other node looks at what changed, comments there are public at once.
    await until('the other node to ask', async () => {
      const text = asked.length === 0 ? 'Is it asked about?' : '';
      if (text !== '') await ada.submits(atAda.i, { ...create(), comment: { id: freshId(), text } });
      return asked.length > 0;
    });
    const spam = { ...create(), comment: { id: freshId(), text: 'buy' } };
    const fine = { ...create(), comment: { id: freshId(), text: 'fine' } };
    for (const operation of [spam, fine]) expect((await ada.submits(atAda.i, operation)).t).toBe('ack');
    await ben.hears(
      'events',
      ({ e, i }) => i === atBen.i && e.some((event) => 'id' in event && event.id === fine.id),
    );
    await until('both to be judged', () => asked.includes('buy') && asked.includes('fine'));
    const snapshot = await fetch(`${origin}/v1/tenants/demo/snapshot?urlId=judged`);
    const text = await snapshot.text();
    expect([text.includes(fine.id), text.includes(spam.id)]).toEqual([true, false]);
    judge.stop(true);
  },
  LIMIT,
);
