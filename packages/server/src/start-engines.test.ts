import { afterAll, expect, test } from 'bun:test';
import { add, create } from '@imagechat/core/testing/builders';
import { cliOutcome, runningCli } from './testing/cli-process.ts';
import { freePort } from './testing/redis-server.ts';
import { connected, startTwoEngines } from './testing/two-engines.ts';
import { until } from './testing/until.ts';

const both = await startTwoEngines();
const { engines, postgres, redis } = both;
afterAll(() => both[Symbol.asyncDispose]());

const readyz = async (origin: string): Promise<unknown> => (await fetch(`${origin}/readyz`)).json();

test('R2: two servers on one Postgres and one Redis: what is said at one is heard at the other, and kept', async () => {
  const env = await engines();
  // Started at once, on an empty database: one of them makes the tables and the demo, the other finds them.
  const [here, there] = await Promise.all([runningCli(env), runningCli(env)]);
  expect(here.said).toContain(`Data              postgres://127.0.0.1:${postgres.port}/`);
  expect(here.said).toContain(`Bus               redis://127.0.0.1:${redis.port}`);
  expect(await readyz(here.origin)).toEqual({ ready: true, reasons: [], bus: 'up' });
  using ada = await connected(here.origin, 'Ada');
  using bob = await connected(there.origin, 'Bob');
  const [atAda, atBob] = [await ada.watches('picture'), await bob.watches('picture')];
  expect(atBob.epoch).toBe(atAda.epoch);
  const conversation = create();
  await ada.submits(atAda.i, conversation);
  expect(await bob.next('events')).toMatchObject({ e: [{ seq: 1, id: conversation.id }] });
  await bob.submits(atBob.i, add(conversation.id));
  for (const child of [here.child, there.child]) child.kill('SIGTERM');
  expect(await Promise.all([here.child.exited, there.child.exited])).toEqual([0, 0]);
  expect(await new Response(here.child.stderr).text()).toBe('');

  // Without a bus it is one server, on the same data.
  const again = await runningCli({ DATABASE_URL: env.DATABASE_URL });
  expect(await readyz(again.origin)).toEqual({ ready: true, reasons: [] });
  using cyd = await connected(again.origin, 'Cyd');
  expect(await cyd.watches('picture')).toMatchObject({ seq: 2, conversations: [{ count: 2 }] });
  again.child.kill('SIGTERM');
  expect(await again.child.exited).toBe(0);
}, 120_000);

test('the command line works on the database of DATABASE_URL; E1: a new epoch ends the servers of the old one', async () => {
  const { DATABASE_URL } = await engines();
  const env = { DATABASE_URL };
  const made = await cliOutcome(['tenant', 'add', 'acme', '--domain', 'example.com'], env);
  expect(made).toMatchObject({ code: 0, err: '' });
  const key = /ick_\S+/.exec((await cliOutcome(['key', 'add', 'acme'], env)).out)?.[0] ?? '';
  const { child, origin } = await runningCli(env);
  const headers = { 'x-api-key': key, 'x-tenant-id': 'acme' };
  const asked = await fetch(`${origin}/v1/tenants/acme/snapshot?urlId=picture`, { headers });
  expect([asked.status, await asked.json()]).toMatchObject([200, { seq: 0 }]);
  expect((await cliOutcome(['usage', '--tenant', 'acme'], env)).out).toContain('acme');
  const file = await cliOutcome(['person', 'export', '--tenant', 'acme', '--id', 'acme:42'], env);
  expect(JSON.parse(file.out)).toMatchObject({ tenantId: 'acme', person: null });
  const backup = await cliOutcome(['backup', 'somewhere.db'], env);
  expect(backup).toMatchObject({ code: 1, err: expect.stringContaining('pg_dump') });

  expect(await cliOutcome(['new-epoch'], env)).toMatchObject({ code: 0, err: '' });
  using ada = await connected(origin, 'Ada');
  const { i } = await ada.watches('picture');
  ada.says({ t: 'submit', i, operation: create() });
  expect(await child.exited).toBe(1);
  expect(await new Response(child.stderr).text()).toContain('began another life');
}, 120_000);

test('an engine that cannot be had is one sentence and code 1, and no password in it', async () => {
  const nowhere = `127.0.0.1:${await freePort()}`;
  const { DATABASE_URL, BUS_URL } = await engines();
  for (const [env, beginning] of [
    [{ DATABASE_URL: `postgres://chat:hunter2@${nowhere}/chat` }, 'The database of DATABASE_URL cannot be'],
    [{ DATABASE_URL, BUS_URL: `redis://:hunter2@${nowhere}` }, 'The bus of BUS_URL cannot be used: '],
    [{ BUS_URL }, 'BUS_URL is set, but without DATABASE_URL '],
  ] as const) {
    const { code, out, err } = await cliOutcome([], env);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^[^\n]+\.\n$/);
    expect(err).toStartWith(beginning);
    expect(err).not.toContain('hunter2');
  }
}, 120_000);

test('D1: with the bus away a server stays ready and says so; with the database away it is not, and heals by itself', async () => {
  const { child, origin } = await runningCli(await engines());
  await redis.kill();
  await until(async () => JSON.stringify(await readyz(origin)).includes('"bus":"away"'));
  expect(await readyz(origin)).toEqual({ ready: true, reasons: [], bus: 'away' });
  await redis.start();
  await until(async () => JSON.stringify(await readyz(origin)).includes('"bus":"up"'));
  await postgres.kill();
  await until(async () => !(await fetch(`${origin}/readyz`)).ok);
  await postgres.start();
  await until(async () => (await fetch(`${origin}/readyz`)).ok);
  child.kill('SIGTERM');
  expect(await child.exited).toBe(0);
}, 120_000);
