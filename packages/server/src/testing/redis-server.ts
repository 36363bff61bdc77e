import { once } from 'node:events';
import { type Server, createServer } from 'node:net';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

/** A Redis of a test's own, on a free port of this machine, without anything on disk. */
export interface TestRedis extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Its process; undefined while it is ended. */
  readonly pid: number | undefined;
  /** Ends it, as a crash does. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
}

/** Starts one; `more` are further arguments of its command line. @throws with what to install when there is none */
export async function startTestRedis(...more: readonly string[]): Promise<TestRedis> {
  const program = Bun.which('redis-server') ?? Bun.which('valkey-server');
  if (!program)
    throw new Error(
      'These tests need Redis 7: install redis-server (npm test does so by itself as root on Debian).',
    );
  const port = await freePort();
  const folder = temporaryFolder();
  let running: Bun.Subprocess | undefined;
  const redis: TestRedis = {
    port,
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return running?.pid;
    },
    async kill() {
      running?.kill('SIGKILL');
      await running?.exited;
      running = undefined;
    },
    async start() {
      const command = [
        program,
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--appendonly',
        'no',
      ];
      running = Bun.spawn(
        [...command, '--dir', folder.path, '--logfile', join(folder.path, 'log'), ...more],
        {
          stdout: 'ignore',
          stderr: 'ignore',
        },
      );
      await until(() => answers(port));
    },
    async [Symbol.asyncDispose]() {
      await redis.kill();
      folder[Symbol.dispose]();
    },
  };
  await redis.start();
  return redis;
}

/** A third of a cluster's 16,384 slots each. */
const SLOTS = [
  [0, 5460],
  [5461, 10_922],
  [10_923, 16_383],
];

/** A cluster of three, with a third of the slots each. */
export async function startTestCluster(): Promise<AsyncDisposable & { readonly url: string }> {
  const nodes = await Promise.all([1, 2, 3].map(() => startTestRedis('--cluster-enabled', 'yes')));
  const clients = nodes.map(({ url }) => new Redis(url));
  const [first] = nodes;
  for (const [at, client] of clients.entries()) {
    await client.call('CLUSTER', 'ADDSLOTSRANGE', ...(SLOTS[at] ?? []));
    await client.call('CLUSTER', 'SET-CONFIG-EPOCH', at + 1);
    if (at > 0 && first) await client.call('CLUSTER', 'MEET', '127.0.0.1', first.port);
  }
  await until(async () => {
    const answers = await Promise.all(
      clients.map(async (client) => [
        await client.call('CLUSTER', 'INFO'),
        await client.call('CLUSTER', 'SLOTS'),
      ]),
    );
    return answers.every(
      ([info, slots]) => String(info).includes('cluster_state:ok') && (slots as unknown[]).length === 3,
    );
  });
  for (const client of clients) client.disconnect();
  return {
    url: `${nodes[0]?.url}?cluster=true`,
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()));
    },
  };
}

/** A port of this machine that nobody uses. */
export async function freePort(): Promise<number> {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  server.close();
  await once(server, 'close');
  return address.port;
}

async function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      open: (each) => void each.write('PING\r\n'),
      data: (_, bytes) => resolve(bytes.toString().startsWith('+PONG')),
      close: () => resolve(false),
      error: () => resolve(false),
    },
  }).catch(() => undefined);
  if (!socket) return false;
  const answer = await promise;
  socket.end();
  return answer;
}
