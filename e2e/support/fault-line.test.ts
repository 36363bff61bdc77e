import { afterEach, expect, test } from 'bun:test';
import { type Socket, connect, createServer } from 'node:net';
import type { LineTap } from './fault-line.ts';
import { type FaultProxy, type FaultProxyOptions, startFaultProxy } from './fault-proxy.ts';
import { until } from './until.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A proxy before a server that tells the test of its sockets. */
async function behindProxy(
  options: Omit<FaultProxyOptions, 'targetPort'> = {},
): Promise<{ proxy: FaultProxy; accepted: Socket[] }> {
  const accepted: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.push(socket);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await startFaultProxy({
    targetPort: (server.address() as { port: number }).port,
    ...options,
  });
  cleanups.push(
    () => new Promise((resolve) => server.close(resolve)),
    () => {
      for (const socket of accepted) socket.destroy();
    },
    () => proxy.close(),
  );
  return { proxy, accepted };
}

/** A client and the server's end of its connection; `heard` collects what comes down. */
async function connected({ proxy, accepted }: { proxy: FaultProxy; accepted: Socket[] }) {
  const before = accepted.length;
  const socket = connect({ port: proxy.port, host: '127.0.0.1' });
  cleanups.push(() => socket.destroy());
  const client = { socket, heard: '', gone: '' };
  socket.on('data', (bytes) => {
    client.heard += bytes.toString();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    client.gone ||= error.code ?? error.message;
  });
  socket.on('close', () => {
    client.gone ||= 'closed';
  });
  const server = await until('the server to accept', () => accepted[before]);
  const line = await until('the line', () => proxy.lines().at(-1));
  return { client, server, line };
}

test('jitter delays and keeps the order', async () => {
  let draws = 0;
  const world = await behindProxy({ random: () => [0.9, 0.1, 0.5][draws++ % 3] ?? 0 });
  world.proxy.jitter(40);
  const { client, server } = await connected(world);
  const start = performance.now();
  for (const text of ['1', '2', '3']) {
    server.write(text);
    await until('the chunk to be read', () => draws >= Number(text));
  }
  await until('all of it', () => client.heard === '123');
  expect(performance.now() - start).toBeGreaterThanOrEqual(35);
});

test('one line is cut, the other goes on', async () => {
  const world = await behindProxy();
  const first = await connected(world);
  const second = await connected(world);
  first.line.cut();
  await until('the reset', () => first.client.gone === 'ECONNRESET');
  expect([first.line.isOpen, second.line.isOpen, world.proxy.connections()]).toEqual([false, true, 1]);
  second.server.write('still here');
  await until('the other line', () => second.client.heard === 'still here');
});

test('a cut in mid-frame hands on all but the last bytes, and then the line ends', async () => {
  const world = await behindProxy();
  const { client, server, line } = await connected(world);
  line.cutInFrame('down');
  server.write('0123456789abcdef');
  await until('the end', () => client.gone === 'closed');
  expect(client.heard).toBe('0123456789');
});

test('a cut in mid-frame on the way up', async () => {
  const world = await behindProxy();
  const { client, server, line } = await connected(world);
  let heard = '';
  server.on('data', (bytes: Buffer) => {
    heard += bytes.toString();
  });
  line.cutInFrame('up');
  client.socket.write('0123456789abcdef');
  await until('the end', () => client.gone !== '');
  await until('what was handed on', () => heard === '0123456789');
});

test('a slow drip comes in small pieces, and at once when it ends', async () => {
  const world = await behindProxy();
  const { client, server, line } = await connected(world);
  line.drip(250);
  const text = 'x'.repeat(10_000);
  server.write(text);
  const some = await until('the first pieces', () => client.heard.length >= 20 && client.heard.length);
  expect(some).toBeLessThan(2000);
  line.drip(undefined);
  await until('the rest', () => client.heard === text);
});

test('one line in a black hole: what was sent meanwhile arrives afterwards', async () => {
  const world = await behindProxy();
  const held = await connected(world);
  const free = await connected(world);
  held.line.blackHole(true);
  held.server.write('late');
  free.server.write('now');
  await until('the free line', () => free.client.heard === 'now');
  expect(held.client.heard).toBe('');
  held.line.blackHole(false);
  await until('the held line', () => held.client.heard === 'late');
});

test('a draining proxy takes everything from the server, whatever becomes of the line', async () => {
  let heard = 0;
  const tap = (): LineTap => ({
    down: (bytes) => {
      heard += bytes.length;
    },
  });
  const world = await behindProxy({ tap });
  world.proxy.drains(true);
  const { client, server, line } = await connected(world);
  line.blackHole(true);
  const chunk = 'x'.repeat(1_000_000);
  server.write(chunk);
  await until('all of it behind the black hole', () => heard === 1_000_000);
  line.cut();
  await until('the reset', () => client.gone === 'ECONNRESET');
  server.write(chunk);
  await until('what was sent to nobody', () => heard === 2_000_000);
});
