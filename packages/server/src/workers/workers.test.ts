import { afterAll, expect, test } from 'bun:test';
import { readFileSync, readdirSync } from 'node:fs';
import { create } from '@imagechat/core/testing/builders';
import { cliOutcome, runningCli } from '../testing/cli-process.ts';
import { connected, startTwoEngines } from '../testing/two-engines.ts';
import { until } from '../testing/until.ts';

const both = await startTwoEngines();
const { engines } = both;
afterAll(() => both[Symbol.asyncDispose]());

/** Empty when the process that was asked ended meanwhile. */
const metricsOf = async (origin: string): Promise<string> => {
  const response = await fetch(`${origin}/metrics`).catch(() => undefined);
  return (await response?.text()) ?? '';
};

/** Processes that the supervisor started and that live, by their ids. */
function workersOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

/** How many connections each worker says it has. */
function connectionsIn(text: string): number[] {
  return [...text.matchAll(/^imagechat_connections\{worker="\d+"\} (\d+)$/gm)].map(([, count]) =>
    Number(count),
  );
}

test('several processes serve one port: what one hears all hear, all is counted, and one link sets up the dashboard', async () => {
  const env = await engines();
  const { child, origin, said } = await runningCli({ ...env, USAGE_SAVE_SECONDS: '1' }, [
    'start',
    '--workers',
    '3',
  ]);
  expect(said).toContain('Processes         3');
  expect(said.match(/dashboard\/setup#/g)).toHaveLength(1);
  const sockets: Awaited<ReturnType<typeof connected>>[] = [];
  // The kernel spreads connections by chance: until two processes have some.
  await until(async () => {
    sockets.push(await connected(origin, 'Ada'));
    return connectionsIn(await metricsOf(origin)).filter((count) => count > 0).length > 1;
  });
  const places = await Promise.all(sockets.map((socket) => socket.watches('picture')));
  const conversation = create();
  await sockets[0]?.submits(places[0]?.i ?? 0, conversation);
  const heard = await Promise.all(sockets.map((socket) => socket.hears('events')));
  for (const frame of heard) expect(frame).toMatchObject({ e: [{ seq: 1, id: conversation.id }] });
  const text = await metricsOf(origin);
  expect(connectionsIn(text)).toHaveLength(3);
  expect(connectionsIn(text).reduce((sum, count) => sum + count, 0)).toBe(sockets.length);
  expect(text).toContain('imagechat_workers{worker="supervisor"} 3');
  for (const socket of sockets) socket[Symbol.dispose]();
  child.kill('SIGTERM');
  expect(await child.exited).toBe(0);
  expect(await new Response(child.stderr).text()).toBe('');
  // What each process counted adds up.
  const usage = JSON.parse((await cliOutcome(['usage', '--tenant', 'demo', '--json'], env)).out);
  const sums = (usage as { pubSubMessageCount: number }[]).reduce(
    (sum, row) => sum + row.pubSubMessageCount,
    0,
  );
  expect(sums).toBe(sockets.length);
}, 120_000);

test('a worker that is killed is replaced; on SIGHUP each gives its place to a fresh one, and nobody is turned away', async () => {
  const { child, origin } = await runningCli(await engines(), ['start', '--workers', '2']);
  const before = workersOf(child.pid);
  expect(before).toHaveLength(2);
  process.kill(before[0] ?? 0, 'SIGKILL');
  await until(async () => {
    const text = await metricsOf(origin);
    return text.includes('worker_restarts_total{worker="supervisor"} 1') && connectionsIn(text).length === 2;
  });
  const mended = workersOf(child.pid);
  expect(mended).toHaveLength(2);
  expect(mended).not.toContain(before[0]);
  using ada = await connected(origin, 'Ada');
  await ada.watches('picture');
  child.kill('SIGHUP');
  expect(await ada.closed).toEqual({ code: 4000, reason: 'the server is restarting' });
  await until(() => {
    const now = workersOf(child.pid);
    return now.length === 2 && mended.every((pid) => !now.includes(pid));
  });
  using again = await connected(origin, 'Ada');
  expect(await again.watches('picture')).toMatchObject({ seq: 0 });
  child.kill('SIGTERM');
  expect(await child.exited).toBe(0);
}, 120_000);

test('workers end with their supervisor', async () => {
  const { child } = await runningCli(await engines(), ['start', '--workers', '2']);
  const workers = workersOf(child.pid);
  expect(workers).toHaveLength(2);
  child.kill('SIGKILL');
  await until(() => workers.every((pid) => !isAlive(pid)));
}, 120_000);

test('without Postgres and Redis it is one sentence and code 1', async () => {
  const { DATABASE_URL } = await engines();
  const alone = await cliOutcome(['start', '--workers', '2'], { DATABASE_URL: '' });
  expect(alone).toMatchObject({ code: 1, out: '' });
  expect(alone.err).toMatch(/^With --workers [^\n]+SQLite has one writer[^\n]+\.\n$/);
  const deaf = await cliOutcome(['start', '--workers=2'], { DATABASE_URL });
  expect(deaf).toMatchObject({ code: 1, out: '' });
  expect(deaf.err).toMatch(/^With --workers [^\n]+BUS_URL[^\n]+\.\n$/);
  for (const number of ['0', 'all', '1000'])
    expect((await cliOutcome(['start', '--workers', number], { DATABASE_URL })).err).toStartWith(
      '"start" takes nothing but',
    );
}, 60_000);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
