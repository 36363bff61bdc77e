import { afterEach, expect, test } from 'bun:test';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A proxy before a server that sends back what it hears. */
async function echoBehindProxy(): Promise<{ proxy: FaultProxy; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (bytes) => socket.write(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await startFaultProxy({ targetPort: (server.address() as { port: number }).port });
  cleanups.push(
    () => new Promise((resolve) => server.close(resolve)),
    () => proxy.close(),
  );
  return { proxy, sockets };
}

/** A client of the proxy that can be talked with: say something, wait for what it heard. */
async function dialogue(port: number) {
  const socket = connect({ port, host: '127.0.0.1' });
  let heard = '';
  let notify = () => {};
  const gone = new Promise<string>((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on('close', () => resolve('closed'));
  });
  socket.on('data', (bytes) => {
    heard += bytes.toString();
    notify();
  });
  await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), gone]);
  cleanups.push(() => socket.destroy());
  return {
    socket,
    gone,
    say: (text: string) => socket.write(text),
    heard: () => heard,
    async hears(text: string): Promise<void> {
      while (heard !== text) {
        await new Promise<void>((resolve) => {
          notify = resolve;
        });
      }
    },
  };
}

test('passes bytes both ways and counts them', async () => {
  const { proxy } = await echoBehindProxy();
  const client = await dialogue(proxy.port);
  client.say('hello');
  await client.hears('hello');
  expect(proxy.bytes()).toEqual({ up: 5, down: 5 });
  expect(proxy.connections()).toBe(1);
});

test('passes two megabytes unharmed', async () => {
  const { proxy } = await echoBehindProxy();
  const client = await dialogue(proxy.port);
  const text = Array.from({ length: 200_000 }, (_, index) => String(index).padStart(10)).join('');
  client.say(text);
  await client.hears(text);
  expect(proxy.bytes()).toEqual({ up: 2_000_000, down: 2_000_000 });
});

test('a cut resets what is open and refuses what comes; restore brings the same port back', async () => {
  const { proxy } = await echoBehindProxy();
  const { port } = proxy;
  const before = await dialogue(port);
  before.say('x');
  await before.hears('x');
  await proxy.cut();
  expect(await before.gone).toBe('ECONNRESET');
  expect(await (await dialogue(port)).gone).toBe('ECONNREFUSED');
  await proxy.restore();
  expect(proxy.port).toBe(port);
  const after = await dialogue(port);
  after.say('again');
  await after.hears('again');
});

test('resetAll resets both sides and goes on accepting', async () => {
  const { proxy, sockets } = await echoBehindProxy();
  const client = await dialogue(proxy.port);
  client.say('x');
  await client.hears('x');
  const [server] = sockets;
  const serverGone = new Promise((resolve) => server?.on('close', resolve));
  proxy.resetAll();
  expect(await client.gone).toBe('ECONNRESET');
  await serverGone;
  expect(proxy.connections()).toBe(0);
  const next = await dialogue(proxy.port);
  next.say('y');
  await next.hears('y');
});

test('a black hole keeps the line and lets nothing through until it ends', async () => {
  const { proxy } = await echoBehindProxy();
  const held = await dialogue(proxy.port);
  held.say('a');
  await held.hears('a');
  proxy.blackHole(true);
  held.say('b');
  const second = await dialogue(proxy.port);
  second.say('c');
  // A line that is not held shows that the time for an answer has passed.
  const witness = await echoBehindProxy();
  const other = await dialogue(witness.proxy.port);
  for (const text of ['1', '12', '123']) {
    other.say(text.slice(-1));
    await other.hears(text);
  }
  expect([held.heard(), second.heard()]).toEqual(['a', '']);
  proxy.blackHole(false);
  await held.hears('ab');
  await second.hears('c');
});

test('a server that dies behind a black hole is noticed only afterwards', async () => {
  const { proxy, sockets } = await echoBehindProxy();
  const client = await dialogue(proxy.port);
  client.say('a');
  await client.hears('a');
  let gone = false;
  void client.gone.then(() => {
    gone = true;
  });
  proxy.blackHole(true);
  for (const socket of sockets) socket.resetAndDestroy();
  const witness = await echoBehindProxy();
  const other = await dialogue(witness.proxy.port);
  other.say('1');
  await other.hears('1');
  expect(gone).toBe(false);
  proxy.blackHole(false);
  await client.gone;
});

test('holding answers back lets everything up and nothing down', async () => {
  const { proxy, sockets } = await echoBehindProxy();
  const client = await dialogue(proxy.port);
  client.say('a');
  await client.hears('a');
  const [server] = sockets;
  let arrived = () => {};
  const heardAbove = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  server?.on('data', () => arrived());
  proxy.holdDown(true);
  client.say('b');
  await heardAbove;
  const witness = await echoBehindProxy();
  const other = await dialogue(witness.proxy.port);
  other.say('1');
  await other.hears('1');
  expect(client.heard()).toBe('a');
  proxy.holdDown(false);
  await client.hears('ab');
});

test('latency delays each way and keeps the order', async () => {
  const { proxy } = await echoBehindProxy();
  const client = await dialogue(proxy.port);
  proxy.latency(60);
  const start = performance.now();
  client.say('first ');
  client.say('second');
  await client.hears('first second');
  expect(performance.now() - start).toBeGreaterThanOrEqual(115);
  proxy.latency(0);
  client.say('!');
  await client.hears('first second!');
});

test('a polite end reaches the other side after all bytes', async () => {
  const { proxy, sockets } = await echoBehindProxy();
  const client = await dialogue(proxy.port);
  client.say('bye');
  await client.hears('bye');
  const [server] = sockets;
  server?.end(' bye');
  await client.hears('bye bye');
  client.socket.end();
  expect(await client.gone).toBe('closed');
});

test('a port in use is an error', async () => {
  const { proxy } = await echoBehindProxy();
  await expect(startFaultProxy({ targetPort: 1, port: proxy.port })).rejects.toThrow('EADDRINUSE');
});
