import { expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import type { Comment, Conversation, ImageEvent } from '../examples/stranger-client/image.ts';
import { type Operation, addComment, createConversation } from '../examples/stranger-client/operations.ts';
import { type Stranger, openStranger } from '../examples/stranger-client/stranger-client.ts';
import { type FaultProxy, startFaultProxy } from './support/fault-proxy.ts';
import { ServerProcess, temporaryFolder } from './support/server-process.ts';
import { until } from './support/until.ts';

const LIMIT = 120_000;
/** After a while without a line a client waits up to 20 s before it tries again. */
const COMES_BACK = { timeout: 40_000 };
const DEMO = '/v1/tenants/demo';

interface Snapshot {
  readonly epoch: string;
  readonly seq: number;
  readonly conversations: Conversation[];
}

/** A stranger's client with every event it applied, in order. */
interface Watcher extends Disposable {
  readonly client: Stranger;
  readonly applied: ImageEvent[];
}

async function watch(server: string, urlId: string, name: string): Promise<Watcher> {
  const applied: ImageEvent[] = [];
  const changed = (event?: ImageEvent) => {
    if (event) applied.push(event);
  };
  const client = await openStranger({ server, tenantId: 'demo', urlId, name, changed });
  await until(`${name} to watch`, () => client.live);
  return { client, applied, [Symbol.dispose]: () => client.line.close() };
}

async function snapshot({ origin }: ServerProcess, urlId: string): Promise<Snapshot> {
  const response = await fetch(`${origin}${DEMO}/snapshot?urlId=${encodeURIComponent(urlId)}`);
  expect(response.status).toBe(200);
  return response.json();
}

/** All comments of a conversation as the server has them. */
async function comments({ origin }: ServerProcess, urlId: string, id: string): Promise<Comment[]> {
  const url = new URL(`${origin}${DEMO}/threads/${id}`);
  url.searchParams.set('urlId', urlId);
  const found: Comment[] = [];
  for (;;) {
    const page: { comments: Comment[]; earlier: boolean } = await (await fetch(url)).json();
    found.unshift(...page.comments);
    if (!page.earlier) return found;
    url.searchParams.set('before', String(found[0]?.seq));
  }
}

/** Waits until a client has come as far as the server, and asks that it holds exactly the same. */
async function agree(server: ServerProcess, urlId: string, { client }: Watcher): Promise<Snapshot> {
  const { epoch, seq, conversations } = await snapshot(server, urlId);
  await until(
    `seq ${seq} of ${epoch}`,
    () => client.cursor?.epoch === epoch && client.cursor.seq === seq,
    COMES_BACK,
  );
  expect([...client.conversations.values()]).toEqual(conversations);
  return { epoch, seq, conversations };
}

/** Submits, and asks that it was accepted. */
async function done({ client }: Watcher, operation: Operation): Promise<Operation> {
  const { error } = await client.submit(operation);
  expect(error).toBeUndefined();
  return operation;
}

function change(type: string, id: string, fields: object = {}): Operation {
  return { type, broadcastId: crypto.randomUUID(), id, ...fields };
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function commentOf({ comment }: Operation): { id: string; text: string } {
  return comment as { id: string; text: string };
}

/** Every change there is, made by one visitor: eleven events that leave one conversation. */
async function everyChange(watcher: Watcher): Promise<string> {
  const first = await done(watcher, createConversation(10.123456, 99.9, '  Could this\n\tbe larger? '));
  const second = await done(watcher, createConversation(0, 100, `${'🖼'.repeat(90)}`));
  const { id } = first;
  const reply = await done(watcher, addComment(id, 'A little.'));
  await done(watcher, change('edit-comment', id, { comment: { id: commentOf(first).id, text: 'Smaller.' } }));
  await done(watcher, change('move-conversation', id, { x: 33.3, y: 44.4 }));
  await done(watcher, change('resolve-conversation', id));
  await done(watcher, change('reopen-conversation', id));
  await done(watcher, change('delete-comment', id, { comment: { id: commentOf(first).id } }));
  await done(watcher, change('delete-comment', id, { comment: { id: commentOf(reply).id } }));
  await done(watcher, addComment(id, 'Once more, from the beginning.'));
  await done(watcher, change('delete-conversation', second.id));
  return id;
}

async function lineThrough(server: ServerProcess): Promise<FaultProxy> {
  return startFaultProxy({ targetPort: server.port });
}

test(
  "S1, O1, O3: The stranger's client applies every change once and holds what the server holds",
  async () => {
    await using server = await ServerProcess.start();
    using ada = await watch(server.origin, 'changes', 'Ada');
    using ben = await watch(server.origin, 'changes', 'Ben');
    await everyChange(ada);
    const { seq, conversations } = await agree(server, 'changes', ben);
    await agree(server, 'changes', ada);
    expect(seq).toBe(11);
    expect(conversations).toHaveLength(1);
    for (const { applied } of [ada, ben]) expect(applied.map((event) => event.seq)).toEqual(numbers(1, seq));
    expect(ben.applied.map(({ name }) => name)).toEqual(Array(seq).fill('Ada'));
  },
  LIMIT,
);

test(
  "R1: The stranger's client catches up after a cut: the server's snapshot exactly, each event once",
  async () => {
    await using server = await ServerProcess.start();
    await using proxy = await lineThrough(server);
    using ada = await watch(proxy.origin, 'cut', 'Ada');
    using ben = await watch(server.origin, 'cut', 'Ben');
    await done(ada, createConversation(50, 50, 'Before the cut.'));
    await agree(server, 'cut', ada);
    await proxy.cut();
    await until('the cut to be noticed', () => !ada.client.live);
    await everyChange(ben);
    expect(ada.client.conversations.size).toBe(1);
    await proxy.restore();
    const { seq } = await agree(server, 'cut', ada);
    expect(seq).toBe(12);
    expect(ada.applied.map((event) => event.seq)).toEqual(numbers(1, seq));
    await done(ada, createConversation(1, 2, 'After it.'));
    await agree(server, 'cut', ben);
  },
  LIMIT,
);

test(
  "R1, W6: The stranger's client keeps threads right that were opened before and after a cut",
  async () => {
    await using server = await ServerProcess.start();
    await using proxy = await lineThrough(server);
    using ada = await watch(proxy.origin, 'threads', 'Ada');
    using ben = await watch(server.origin, 'threads', 'Ben');
    const { id } = await done(ben, createConversation(50, 50, '1'));
    const said = await Promise.all(numbers(2, 120).map((text) => done(ben, addComment(id, String(text)))));
    const other = await done(ben, createConversation(60, 60, 'The other one.'));
    const edit = (which: number, text: string) =>
      done(
        ben,
        change('edit-comment', id, { comment: { id: commentOf(said[which] as Operation).id, text } }),
      );
    const thread = () => ada.client.threads.loaded.get(id);
    const loads = (count: number) => until(`${count} comments`, () => thread()?.comments.length === count);

    // Opened while others go on: pages and events overtake one another.
    ada.client.threads.open(id);
    await Promise.all(numbers(121, 130).map((text) => done(ben, addComment(id, String(text)))));
    await until('a thread', thread);
    await agree(server, 'threads', ada);
    expect(thread()?.comments).toEqual(
      (await comments(server, 'threads', id)).slice(-(thread()?.comments.length ?? 0)),
    );
    const loaded = thread()?.comments.length ?? 0;
    ada.client.threads.open(id, true);
    await Promise.all([edit(110, 'new'), edit(60, 'middle'), edit(3, 'old')]);
    await loads(loaded + 50);
    await agree(server, 'threads', ada);
    expect(thread()?.comments).toEqual((await comments(server, 'threads', id)).slice(-loaded - 50));

    await proxy.cut();
    await until('the cut to be noticed', () => !ada.client.live);
    ada.client.threads.open(other.id);
    ada.client.threads.open(id, true);
    await done(ben, change('delete-comment', id, { comment: { id: commentOf(said[100] as Operation).id } }));
    await done(ben, addComment(id, 'While Ada was away.'));
    await done(ben, addComment(other.id, 'Here too.'));
    await proxy.restore();
    await agree(server, 'threads', ada);
    await until('all that is earlier', () => thread()?.earlier === false);
    expect(thread()?.comments).toEqual(await comments(server, 'threads', id));
    await until('the other', () => ada.client.threads.loaded.has(other.id));
    expect(ada.client.threads.loaded.get(other.id)?.comments).toEqual(
      await comments(server, 'threads', other.id),
    );

    await done(ben, change('delete-conversation', id));
    await agree(server, 'threads', ada);
    expect(thread()).toBeUndefined();
  },
  LIMIT,
);

test(
  "O2, O4: The stranger's client retries what was in flight when the line was cut, and it counts once",
  async () => {
    await using server = await ServerProcess.start();
    await using proxy = await lineThrough(server);
    using ada = await watch(proxy.origin, 'flight', 'Ada');
    const head = async () => (await snapshot(server, 'flight')).seq;

    proxy.holdDown(true);
    const unanswered = ada.client.submit(createConversation(1, 1, 'It arrived, but its answer did not.'));
    await until('the server to have it', async () => (await head()) === 1);
    await proxy.cut();
    proxy.holdDown(false);
    await proxy.restore();
    expect(await unanswered).toMatchObject({ seq: 1 });
    await agree(server, 'flight', ada);

    await until('the line', () => ada.client.live);
    proxy.blackHole(true);
    const lost = ada.client.submit(createConversation(2, 2, 'It never arrived.'));
    await proxy.cut();
    proxy.blackHole(false);
    await until('the cut to be noticed', () => !ada.client.live);
    expect(await head()).toBe(1);
    await proxy.restore();
    expect(await lost).toMatchObject({ seq: 2 });
    await agree(server, 'flight', ada);
    expect(ada.applied.map((event) => event.seq)).toEqual([1, 2]);
  },
  LIMIT,
);

test(
  "O2, O4: The stranger's client says what failed without a line, and the same operation succeeds later",
  async () => {
    await using server = await ServerProcess.start();
    await using proxy = await lineThrough(server);
    using ada = await watch(proxy.origin, 'offline', 'Ada');
    proxy.blackHole(true);
    const inFlight = ada.client.submit(createConversation(1, 1, 'In flight.'));
    await proxy.cut();
    proxy.blackHole(false);
    await until('the cut to be noticed', () => !ada.client.live);
    const refused = await ada.client.submit(createConversation(2, 2, 'Nothing is queued.'));
    expect(refused.error).toMatchObject({ code: 'offline', retry: true });
    const late = await inFlight;
    expect(late.error).toMatchObject({ code: 'timed-out', retry: true });
    await proxy.restore();
    await until('the line', () => ada.client.live, COMES_BACK);
    expect((await snapshot(server, 'offline')).seq).toBe(0);
    expect(await ada.client.submit(late.operation)).toMatchObject({ seq: 1 });
    expect(await ada.client.submit(refused.operation)).toMatchObject({ seq: 2 });
    expect(await ada.client.submit(late.operation)).toMatchObject({ seq: 1 });
    await agree(server, 'offline', ada);
  },
  LIMIT,
);

test(
  "O4, W9: The stranger's client asks by HTTP where no socket comes through",
  async () => {
    await using server = await ServerProcess.start();
    await using gate = Bun.serve({
      port: 0,
      fetch: async (request) => {
        const { pathname } = new URL(request.url);
        if (pathname === '/v1/live') return new Response(null, { status: 503 });
        const { method, headers } = request;
        return fetch(`${server.origin}${pathname}`, { method, headers, body: await request.text() });
      },
    });
    const ada = await openStranger({ server: gate.url.origin, tenantId: 'demo', urlId: 'http', name: 'Ada' });
    expect(await ada.submit(createConversation(1, 1, 'By HTTP.'))).toMatchObject({ seq: 1 });
    expect((await ada.submit(createConversation(1, 1, ' '))).error).toMatchObject({ code: 'empty-comment' });
    ada.line.close();
    expect((await snapshot(server, 'http')).conversations).toMatchObject([{ name: 'Ada', count: 1 }]);
  },
  LIMIT,
);

test(
  "F1, O5: The stranger's client understands a refusal, and nothing has changed",
  async () => {
    await using server = await ServerProcess.start();
    using ada = await watch(server.origin, 'refusals', 'Ada');
    using ben = await watch(server.origin, 'refusals', 'Ben');
    const { id } = await done(ada, createConversation(1, 1, 'Mine.'));
    const move = (fields: object) => change('move-conversation', id, fields);
    await done(ada, move({ x: 2, y: 2 }));
    await done(ada, move({ x: 3, y: 3 }));
    const refusals: [Watcher, Operation, string][] = [
      [ben, move({ x: 9, y: 9 }), 'not-allowed'],
      [ada, move({ x: 1, y: 1, undoes: 2 }), 'overtaken'],
      [ada, move({ x: 101, y: 1 }), 'invalid-input'],
      [ada, addComment(id, ' \n '), 'empty-comment'],
      [ada, addComment(id, 'x'.repeat(2001)), 'comment-too-big'],
      [ada, addComment(id, 'x'.repeat(200_000)), 'too-large'],
      [ada, addComment(crypto.randomUUID(), 'Where?'), 'not-found'],
      [ben, { ...createConversation(1, 1, 'Taken.'), id }, 'id-taken'],
      [ben, change('dance', id), 'unknown-type'],
    ];
    for (const [{ client }, operation, code] of refusals) {
      const { error, seq } = await client.submit(operation);
      expect([code, error?.code, error?.retry, seq]).toEqual([code, code, false, undefined]);
      expect(error?.message).toBeString();
    }
    expect((await agree(server, 'refusals', ada)).seq).toBe(3);
    await done(ada, move({ x: 2, y: 2, undoes: 3 }));
    await agree(server, 'refusals', ben);
  },
  LIMIT,
);

test(
  "R1: The stranger's client outlives a killed server, and takes whole state from one that lost its data",
  async () => {
    const dataDir = temporaryFolder();
    await using server = await ServerProcess.start({ dataDir });
    using ada = await watch(server.origin, 'lives', 'Ada');
    const { id } = await done(ada, createConversation(1, 1, 'One life.'));
    ada.client.threads.open(id);
    await until('a thread', () => ada.client.threads.loaded.has(id));
    await server.kill();
    await until('the end to be noticed', () => !ada.client.live);
    await server.restart();
    await until('the line', () => ada.client.live, COMES_BACK);
    await done(ada, addComment(id, 'Another life.'));
    const { epoch } = await agree(server, 'lives', ada);
    expect(ada.applied.map((event) => event.seq)).toEqual([1, 2]);
    expect(ada.client.threads.loaded.get(id)?.comments).toEqual(await comments(server, 'lives', id));

    await server.kill();
    rmSync(dataDir, { recursive: true });
    await server.restart();
    await until('a new epoch', () => ada.client.live && ada.client.cursor?.epoch !== epoch, COMES_BACK);
    await agree(server, 'lives', ada);
    expect([ada.client.conversations.size, ada.client.threads.loaded.size]).toEqual([0, 0]);
    await done(ada, createConversation(1, 1, 'From the start.'));
    await agree(server, 'lives', ada);
    await server.kill('SIGTERM');
    rmSync(dataDir, { recursive: true });
  },
  LIMIT,
);
