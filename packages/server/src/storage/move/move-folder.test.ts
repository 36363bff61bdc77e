import { afterAll, expect, test } from 'bun:test';
import { create, submission } from '@imagechat/core/testing/builders';
import { EYES, groups, submissionOf } from '@imagechat/core/testing/storage/histories';
import fc from 'fast-check';
import pg from 'pg';
import { openDemo } from '../../demo/open-demo.ts';
import { openData } from '../../open-engines.ts';
import { cliOutcome, runningCli, spawnCli } from '../../testing/cli-process.ts';
import { startTestPostgres } from '../../testing/postgres-server.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { until } from '../../testing/until.ts';
import { wsConnect } from '../../testing/ws-dialogue.ts';
import type { Engine } from '../engine.ts';

const MIGRATE = ['migrate', '--from', 'sqlite', '--to', 'postgres'];
const quiet = (): void => undefined;
const postgres = await startTestPostgres();
afterAll(() => postgres[Symbol.asyncDispose]());

/** Histories of many tenants, with all that can be done to comments, and more rows of one than a page has. */
async function seeded(dataDir: string): Promise<void> {
  const { engine, files } = await openData({ dataDir }, quiet);
  await openDemo(engine, Date.now());
  const worlds = fc.sample(groups, { seed: 6, numRuns: 12 });
  for (const [at, world] of worlds.entries())
    for (const draws of world) await engine.submit(draws.map((draw) => submissionOf(`w${at}`, draw)));
  const many = Array.from({ length: 1200 }, () => submission(create()));
  for (let at = 0; at < many.length; at += 200) await engine.submit(many.slice(at, at + 200));
  await engine.tenants.add({ id: 'acme', name: 'Acme', domains: ['example.com'], createdAt: 5 });
  await engine.tenants.addKey('acme', { id: 'k1', hash: 'h1', createdAt: 6 });
  await engine.bans.signOut('acme', { actorId: 'eve', before: 7, final: true });
  for (const id of ['one', 'two'])
    await files.put({ tenantId: 'acme', id }, new Uint8Array([1, 2, id.length]));
  await engine.close();
}

/** All that people see of every image, through all eyes, with what tenants are and used. */
async function seenOn(engine: Engine): Promise<unknown> {
  const images = [
    ...Array.from({ length: 12 }, (_, world) => world).flatMap((world) =>
      [0, 1].flatMap((tenant) =>
        [0, 1].map((picture) => ({ tenantId: `w${world}-${tenant}`, urlId: `picture-${picture}` })),
      ),
    ),
    ...['picture', 'demo-design-mockup', 'demo-app-screenshot'].map((urlId) => ({ tenantId: 'demo', urlId })),
  ];
  const views: unknown[] = [];
  for (const image of images) {
    const { cursor, conversations } = await engine.snapshot(image);
    const some = image.urlId === 'picture' ? conversations.slice(0, 20) : conversations;
    const threads: unknown[] = [];
    for (const { id } of some)
      for (const eyes of EYES) threads.push((await engine.thread(image, id, undefined, 50, eyes))?.comments);
    views.push({ image, seq: cursor.seq, conversations, threads });
  }
  const day = new Date().toISOString().slice(0, 10);
  const usage = await engine.usage.read('demo', day, day);
  const tenants = [await engine.tenants.find('acme'), await engine.tenants.find('demo')];
  return { views, usage, tenants, secret: await engine.secret() };
}

async function seenIn(settings: { dataDir: string; databaseUrl?: string }) {
  const { engine, files } = await openData(settings, quiet);
  const seen = await seenOn(engine);
  const picture = await files.get({ tenantId: 'acme', id: 'two' });
  const { epoch } = engine;
  await engine.close();
  return { seen, picture: [...(picture ?? [])], epoch };
}

test('S1, V1: a move that is killed goes on where it was, and then every image is the same through all eyes, in another epoch', async () => {
  using folder = temporaryFolder();
  await seeded(folder.path);
  const DATABASE_URL = await postgres.database();
  const env = { DATA_DIR: folder.path, DATABASE_URL };
  // The tables are made beforehand, so that somebody can stand in the way in the middle.
  expect(await cliOutcome(MIGRATE, { ...env, DATA_DIR: `${folder.path}/none` })).toMatchObject({ code: 1 });
  expect((await cliOutcome(['tenant', 'list'], { DATABASE_URL })).code).toBe(0);
  const client = new pg.Client(DATABASE_URL);
  await client.connect();
  await client.query('begin');
  await client.query('lock table comments in exclusive mode');
  const killed = spawnCli(MIGRATE, env);
  // Within a transaction one would always see the same moment.
  const watching = new pg.Client(DATABASE_URL);
  await watching.connect();
  await until(async () => (await watching.query(WAITING)).rows[0]?.waiting === '1');
  await watching.end();
  await onlyReads(await originSaid(killed.stdout));
  killed.kill('SIGKILL');
  await killed.exited;
  await client.query('rollback');
  await client.end();

  const refused = await cliOutcome([], { DATABASE_URL });
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toMatch(/^Into the database [^\n]+ is being moved: [^\n]+\.\n$/);
  const moved = await cliOutcome(MIGRATE, env);
  expect(moved.err).toBe('');
  expect(moved.code).toBe(0);
  expect(moved.out).toMatch(/^Until it is done [^\n]+\nGoing on where it was cut off\.\n/);
  expect(moved.out).toMatch(/^ +2 {2}files /m);
  expect(moved.out).toMatch(/^ +\d{4} {2}comments /m);

  const [before, after] = [
    await seenIn({ dataDir: folder.path }),
    await seenIn({ dataDir: '', databaseUrl: DATABASE_URL }),
  ];
  expect(after.seen).toEqual(before.seen);
  expect(after.picture).toEqual(before.picture);
  expect(after.epoch).not.toBe(before.epoch);
  const again = await cliOutcome(MIGRATE, env);
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining('was moved there before') });

  // It goes on living there.
  const { engine } = await openData({ dataDir: '', databaseUrl: DATABASE_URL }, quiet);
  const outcomes = await engine.submit([submission(create()), submission(create(), undefined, 'brand new')]);
  expect(outcomes.map(({ accepted }) => accepted)).toEqual([true, true]);
  await engine.close();
}, 120_000);

/** Where the folder is read out meanwhile. */
async function originSaid(out: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let said = '';
  for await (const part of out.pipeThrough(new TextDecoderStream())) {
    said += part;
    const origin = /may look on (http:\S+),/.exec(said)?.[1];
    if (origin !== undefined) return origin;
  }
  throw new Error(`it did not say where: ${said}`);
}

/** Everybody sees everything there, is told from the start that this is all, and is refused what changes something. */
async function onlyReads(origin: string): Promise<void> {
  const snapshot = await fetch(`${origin}/v1/tenants/demo/snapshot?urlId=picture`);
  const { conversations } = (await snapshot.json()) as { conversations: unknown[] };
  expect(conversations).toHaveLength(1200);
  expect((await fetch(`${origin}/readyz`)).status).toBe(200);
  const session = await fetch(`${origin}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenantId: 'demo', name: 'Ada' }),
  });
  const { token } = (await session.json()) as { token: string };
  using ada = await wsConnect(`${origin.replace('http', 'ws')}/v1/live`);
  ada.says({ t: 'hello', v: 1, tenantId: 'demo', token });
  const { actor } = await ada.hears('hello');
  expect(actor.rights).toMatchObject({
    read: 'any',
    'create-conversation': 'no',
    'add-comment': 'no',
    upload: 'no',
  });
  ada.says({ t: 'subscribe', ref: 1, urlId: 'picture' });
  const { i } = await ada.hears('subscribed');
  ada.says({ t: 'submit', i, operation: create() });
  expect((await ada.hears('refused')).error).toMatchObject({ code: 'unavailable', retry: true });
}

/** How many sessions wait for a lock. */
const WAITING = "select count(*) as waiting from pg_stat_activity where wait_event_type = 'Lock'";

test('a folder in use, and a database that holds something, are refused in one sentence', async () => {
  using folder = temporaryFolder();
  const env = { DATA_DIR: folder.path, DATABASE_URL: await postgres.database() };
  const { child } = await runningCli({ DATA_DIR: folder.path });
  const inUse = await cliOutcome(MIGRATE, env);
  expect(inUse).toMatchObject({ code: 1, out: '' });
  expect(inUse.err).toMatch(/^The data folder [^\n]+ is in use by a running Image Chat server[^\n]+\n$/);
  child.kill('SIGTERM');
  await child.exited;
  const { engine } = await openData({ dataDir: '', databaseUrl: env.DATABASE_URL }, quiet);
  await engine.submit([submission(create())]);
  await engine.close();
  const full = await cliOutcome(MIGRATE, env);
  expect(full.code).toBe(1);
  expect(full.err).toMatch(/^The database of DATABASE_URL is not empty[^\n]+\n$/);
  for (const [args, said] of [
    [MIGRATE, 'Set DATABASE_URL to'],
    [['migrate'], 'Only this way can be gone'],
    [['migrate', '--from', 'postgres', '--to', 'sqlite'], 'Only this way can be gone'],
  ] as const)
    expect((await cliOutcome(args, { DATA_DIR: folder.path })).err).toStartWith(said);
}, 120_000);

test('what changed in the folder since it was cut off is not missed: it begins anew', async () => {
  using folder = temporaryFolder();
  const env = { DATA_DIR: folder.path, DATABASE_URL: await postgres.database() };
  const first = await openData({ dataDir: folder.path }, quiet);
  await first.engine.submit([submission(create())]);
  await first.engine.close();
  const client = new pg.Client(env.DATABASE_URL);
  await cliOutcome(['tenant', 'list'], { DATABASE_URL: env.DATABASE_URL });
  await client.connect();
  await client.query(
    `insert into meta (key, value) values ('move', '{"source":"before/1","done":{"images":"all"},"isWhole":false}')`,
  );
  await client.end();
  const moved = await cliOutcome(MIGRATE, env);
  expect(moved).toMatchObject({ code: 0, err: '' });
  expect(moved.out).toMatch(/^Until [^\n]+\nThe data folder has changed since this was begun/);
  expect(moved.out).toMatch(/^ +1 {2}images /m);
}, 60_000);
