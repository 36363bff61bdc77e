import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { HundredLines } from '../examples/hundred-lines/hundred-lines.ts';
import { type FaultProxy, startFaultProxy } from './support/fault-proxy.ts';
import { ServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';

const FILE = new URL('../examples/hundred-lines/hundred-lines.ts', import.meta.url);
const TENANT = 'demo';
const PATIENCE = 120_000;
/** After a while without a line a client waits up to 20 s before it tries again. */
const COMES_BACK = { timeout: 40_000 };

/** A client at work, and what it told of. */
interface Watcher extends AsyncDisposable {
  readonly image: HundredLines;
  /** The seq of every event it applied, in order. */
  readonly applied: number[];
  /** Resolves to the code it ended with. */
  readonly ended: Promise<string>;
}

function watch(origin: string, urlId: string, name: string): Watcher {
  const image = new HundredLines();
  const applied: number[] = [];
  image.onEvent = ({ seq }) => void applied.push(seq);
  const stop = new AbortController();
  const ended = image.watch(origin, { tenantId: TENANT, name }, urlId, stop.signal).then(({ code }) => code);
  const dispose = async (): Promise<void> => {
    stop.abort();
    await ended;
  };
  return { image, applied, ended, [Symbol.asyncDispose]: dispose };
}

/** Waits for the first whole state. */
async function subscribed({ image }: Watcher): Promise<void> {
  await until('the first state', () => image.cursor.epoch !== 'none');
}

function snapshot(origin: string, urlId: string): Promise<unknown> {
  const address = `${origin}/v1/tenants/${TENANT}/snapshot?urlId=${encodeURIComponent(urlId)}`;
  return fetch(address).then((answer) => answer.json());
}

/** What a watcher holds, in the form of a snapshot. */
function held({ image: { cursor, conversations } }: Watcher): unknown {
  return { ...cursor, conversations: [...conversations.values()] };
}

/** Asks for a change over HTTP, as somebody else with a session of their own. */
async function somebody(origin: string, urlId: string): Promise<(operation: object) => Promise<number>> {
  const post = async (path: string, body: object, token = ''): Promise<Record<string, unknown>> => {
    const headers = {
      'Content-Type': 'application/json',
      ...(token && { Authorization: `Bearer ${token}` }),
    };
    const answer = await fetch(origin + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as Record<string, unknown>;
  };
  const { token } = await post('/v1/session', { tenantId: TENANT, name: 'Ben' });
  return async (operation) => {
    const body = { urlId, operation: { broadcastId: crypto.randomUUID(), ...operation } };
    return Number((await post(`/v1/tenants/${TENANT}/operations`, body, String(token))).seq);
  };
}

/** All that can happen to an image, done to a conversation of one's own and to one of somebody else. */
async function changeThings(ask: (operation: object) => Promise<number>, theirs: string): Promise<number> {
  const [id, gone, first, second] = Array.from({ length: 4 }, () => crypto.randomUUID());
  await ask({
    type: 'create-conversation',
    id,
    x: 50,
    y: 49.12345,
    comment: { id: first, text: 'And\n this?' },
  });
  await ask({ type: 'create-conversation', id: gone, x: 1, y: 2 });
  await ask({
    type: 'add-comment',
    id: theirs,
    comment: { id: crypto.randomUUID(), text: 'In oak, please.' },
  });
  await ask({ type: 'move-conversation', id, x: 12.5, y: 80 });
  await ask({
    type: 'edit-comment',
    id,
    comment: { id: first, text: `Longer ${'than a line '.repeat(12)}` },
  });
  await ask({ type: 'resolve-conversation', id: gone });
  await ask({ type: 'reopen-conversation', id: gone });
  await ask({ type: 'resolve-conversation', id });
  await ask({ type: 'delete-conversation', id: gone });
  await ask({ type: 'add-comment', id, comment: { id: second, text: 'Never mind.' } });
  return ask({ type: 'delete-comment', id, comment: { id: first } });
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);

describe('The hundred-line client', () => {
  let server: ServerProcess;
  let proxy: FaultProxy;
  beforeAll(async () => {
    server = await ServerProcess.start();
    proxy = await startFaultProxy({ targetPort: server.port });
  }, PATIENCE);
  afterAll(async () => {
    await proxy?.close();
    await server?.stop();
  });

  test('has at most 110 lines, none of them wider than 110', async () => {
    const lines = (await Bun.file(FILE).text()).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(110);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
  });

  test(
    'R1, O3: catches up after a cut to exactly the snapshot, each event applied once',
    async () => {
      const urlId = 'hundred-cut';
      await using ada = watch(proxy.origin, urlId, 'Ada');
      await subscribed(ada);
      const id = crypto.randomUUID();
      expect(await ada.image.say(id, '  Could this leg\nbe shorter? ', { x: 20, y: 30 })).toBe(1);
      expect(await ada.image.say(id, 'Or the others longer?')).toBe(2);
      await until('its own two events', () => ada.image.cursor.seq === 2);
      expect(held(ada)).toEqual(await snapshot(server.origin, urlId));

      await proxy.cut();
      const last = await changeThings(await somebody(server.origin, urlId), id);
      expect(ada.image.cursor.seq).toBe(2);
      await until('a word about the line', async () => {
        const answer = await ada.image.say(id, 'Hello?');
        return typeof answer === 'object' && answer.code === 'offline';
      });

      await proxy.restore();
      await until('the cursor at the head', () => ada.image.cursor.seq >= last, COMES_BACK);
      expect(held(ada)).toEqual(await snapshot(server.origin, urlId));
      expect(ada.applied).toEqual(numbers(1, last));
      expect(await until('the line', () => saidOnLine(ada, id))).toBe(last + 1);
    },
    PATIENCE,
  );

  test(
    'O2: sends what was in flight again, and what the server had done counts once',
    async () => {
      const urlId = 'hundred-in-flight';
      await using ada = watch(proxy.origin, urlId, 'Ada');
      await using ben = watch(server.origin, urlId, 'Ben');
      await Promise.all([subscribed(ada), subscribed(ben)]);
      const [done, lost] = [crypto.randomUUID(), crypto.randomUUID()];

      proxy.holdDown(true);
      const first = ada.image.say(done, 'The server hears this, I hear nothing', { x: 1, y: 1 });
      await until('the event at another client', () => ben.image.conversations.has(done));
      proxy.blackHole(true);
      const second = ada.image.say(lost, 'Nobody hears this', { x: 2, y: 2 });
      await proxy.cut();
      proxy.blackHole(false);
      proxy.holdDown(false);
      await proxy.restore();

      expect(await first).toBe(1);
      expect(await second).toBe(2);
      await until('both clients at 2', () => ada.image.cursor.seq === 2 && ben.image.cursor.seq === 2);
      expect(held(ada)).toEqual(await snapshot(server.origin, urlId));
      expect(held(ben)).toEqual(held(ada));
      expect([ada.applied, ben.applied]).toEqual([
        [1, 2],
        [1, 2],
      ]);
    },
    PATIENCE,
  );

  test(
    'R1, W5: takes the whole state, and a new token, from a server that knows neither',
    async () => {
      const urlId = 'hundred-reborn';
      await using before = await ServerProcess.start();
      await using ada = watch(before.origin, urlId, 'Ada');
      await subscribed(ada);
      const id = crypto.randomUUID();
      expect(await ada.image.say(id, 'Soon forgotten', { x: 1, y: 1 })).toBe(1);
      await before.stop();
      await using after = await ServerProcess.start({ port: before.port });
      const last = await changeThings(await somebody(after.origin, urlId), await begun(after.origin, urlId));
      await until(
        'the state of the new server',
        () => ada.image.cursor.seq === last && !ada.image.conversations.has(id),
        COMES_BACK,
      );
      expect(held(ada)).toEqual(await snapshot(after.origin, urlId));
    },
    PATIENCE,
  );

  test('O1, T1, W5, W7: takes bare and unknown events, never skips one, leaves dead lines and stays away when told', async () => {
    const cursors: unknown[] = [];
    let alive = 0;
    const known = { broadcastId: crypto.randomUUID(), at: 1, by: 'ben', name: 'Ben', id: 'c', x: 1, y: 2 };
    const made = { ...known, seq: 8, type: 'new-image-chat' };
    const news = [{ seq: 7 }, made, { ...made, seq: 9, type: 'moved', change: 'moved', x: 50 }];
    const later = { ...known, seq: 10, type: 'image-chat-updated', change: 'painted', x: 50 };
    const beyond = { ...known, seq: 12, type: 'deleted-image-chat' };
    await using fake = scripted(({ t, cursor }, line, answer) => {
      // The second line is mute after its hello, and the client's patience, aliveMs + 10 s, is 100 ms then; on a busy machine it may take
      // more than one further line to be heard in that time.
      if (t === 'hello' && line > 2) return 4503;
      if (t === 'hello') answer({ t: 'hello', v: 1, now: 1, aliveMs: line === 1 ? 5 : -9_900 });
      if (t === 'subscribe') cursors.push(cursor);
      if (line === 2) return;
      if (t === 'subscribe') answer({ t: 'subscribed', ref: 1, i: 0, epoch: 'e', seq: 6, conversations: [] });
      if (t === 'alive' && ++alive === 3)
        answer({ t: 'praise', i: 0 }, { t: 'events', i: 0, e: [...news, later, beyond] });
      if (t === 'alive') answer({ t: 'alive' });
    });
    await using ada = watch(`http://127.0.0.1:${fake.port}`, 'scripted', 'Ada');
    expect(await ada.ended).toBe('closed-4503');
    expect(cursors[1]).toEqual({ epoch: 'e', seq: 10 });
    expect(ada.applied).toEqual([7, 8, 9, 10]);
    expect([...ada.image.conversations.values()]).toMatchObject([
      { id: 'c', x: 1, y: 2, count: 0, opening: null },
    ]);
  });

  test('F1: hands on a refusal, and ends where there is no coming back', async () => {
    await using ada = watch(server.origin, 'hundred-refused', 'Ada');
    await subscribed(ada);
    expect(await ada.image.say(crypto.randomUUID(), 'Nobody home')).toMatchObject({
      code: 'not-found',
      retry: false,
    });
    expect(await ada.image.say(crypto.randomUUID(), ' ', { x: 1, y: 1 })).toMatchObject({
      code: 'empty-comment',
    });
    expect(await ada.image.say(crypto.randomUUID(), '€'.repeat(90_000), { x: 1, y: 1 })).toMatchObject({
      code: 'comment-too-big',
    });
    const nobody = new HundredLines();
    const who = { tenantId: 'nobody', name: 'Ada' };
    const why = await nobody.watch(server.origin, who, 'hundred-refused', new AbortController().signal);
    expect(why).toMatchObject({ code: 'invalid-tenant', retry: false });
  });
});

/** A server that says what a test wants: `hear` gets each frame of each line, counted from 1, and answers. */
function scripted(
  hear: (frame: Frame, line: number, answer: (...frames: object[]) => void) => number | undefined,
) {
  let lines = 0;
  return Bun.serve<{ line: number }>({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, self) => {
      if (new URL(request.url).pathname === '/v1/session') return Response.json({ token: 'ada' });
      return self.upgrade(request, { data: { line: ++lines } })
        ? undefined
        : new Response(null, { status: 400 });
    },
    websocket: {
      message: (socket, text) => {
        const answer = (...frames: object[]) => frames.map((frame) => socket.send(JSON.stringify(frame)));
        const code = hear(JSON.parse(String(text)) as Frame, socket.data.line, answer);
        if (code !== undefined) socket.close(code);
      },
    },
  });
}

/** What a scripted server reads of a frame. */
interface Frame {
  readonly t: string;
  readonly cursor?: object;
}

/** A conversation of yet another visitor, for others to change. */
async function begun(origin: string, urlId: string): Promise<string> {
  const id = crypto.randomUUID();
  await (await somebody(origin, urlId))({ type: 'create-conversation', id, x: 9, y: 9 });
  return id;
}

/** The seq of a comment, once there is a line to say it on. */
async function saidOnLine({ image }: Watcher, id: string): Promise<number | undefined> {
  const answer = await image.say(id, 'Back again');
  return typeof answer === 'number' ? answer : undefined;
}
