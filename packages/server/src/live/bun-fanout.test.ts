import { expect, test } from 'bun:test';
import { type Socket as TcpSocket, connect } from 'node:net';
import { type FanoutClient, type FanoutWorld, fanoutContract } from '@imagechat/core/testing/fanout-contract';
import { BunFanout } from './bun-fanout.ts';
import { BunSocket, type LiveData } from './bun-socket.ts';
import { liveChannel } from './live-channel.ts';

const FROM = { origin: null, ownOrigin: 'http://localhost', address: '127.0.0.1' };
// Only the settings of the live channel are used here; its sockets are handed to the test instead of a hub.
const { websocket } = liveChannel({
  hub: undefined as never,
  limiter: { take: () => 0 },
  random: () => 0,
  draining: () => false,
});

class World implements FanoutWorld {
  readonly fanout = new BunFanout();
  readonly ports: readonly number[];
  closes = 0;
  readonly #servers: readonly Bun.Server<LiveData>[];
  readonly #clients: Client[] = [];
  #taken = Promise.withResolvers<BunSocket>();

  constructor(servers: number) {
    this.#servers = Array.from({ length: servers }, () => this.#serve());
    this.ports = this.#servers.map(({ port }) => port ?? 0);
    for (const server of this.#servers) this.fanout.add(server);
  }

  /** The server's end of the next connection. */
  taken(): Promise<BunSocket> {
    this.#taken = Promise.withResolvers();
    return this.#taken.promise;
  }

  // The contract takes its world apart, so what it calls is bound.
  readonly connect = async (): Promise<FanoutClient> => {
    const port = this.ports[this.#clients.length % this.ports.length];
    const taken = this.taken();
    const ws = new WebSocket(`ws://127.0.0.1:${port}`);
    const client = new Client(ws, await taken);
    await client.opened;
    this.#clients.push(client);
    return client;
  };

  readonly arrived = async (): Promise<void> => {
    for (const client of this.#clients) await client.synced();
  };

  async close(): Promise<void> {
    for (const server of this.#servers) await server.stop(true);
  }

  #serve(): Bun.Server<LiveData> {
    return Bun.serve<LiveData>({
      hostname: '127.0.0.1',
      port: 0,
      fetch: (request, server) =>
        server.upgrade(request, { data: { from: FROM } }) ? undefined : new Response(null, { status: 400 }),
      websocket: {
        ...websocket,
        open: (ws) => this.#taken.resolve(new BunSocket(ws)),
        message: (ws, message) => void ws.send(message),
        close: () => void this.closes++,
      },
    });
  }
}

/** A client whose own echo tells that everything before it has arrived. */
class Client implements FanoutClient {
  readonly socket: BunSocket;
  readonly frames: string[] = [];
  closed: { code: number; reason: string } | undefined;
  readonly opened: Promise<unknown>;
  readonly #ws: WebSocket;
  readonly #over = Promise.withResolvers<void>();
  #echoed = Promise.withResolvers<void>();

  constructor(ws: WebSocket, socket: BunSocket) {
    this.#ws = ws;
    this.socket = socket;
    this.opened =
      ws.readyState === WebSocket.OPEN
        ? Promise.resolve()
        : new Promise((resolve) => ws.addEventListener('open', resolve));
    ws.addEventListener('message', ({ data }) => {
      if (data === 'echo') this.#echoed.resolve();
      else this.frames.push(String(data));
    });
    ws.addEventListener('close', ({ code, reason }) => {
      this.closed = { code, reason };
      this.#over.resolve();
    });
  }

  async synced(): Promise<void> {
    this.#echoed = Promise.withResolvers();
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.send('echo');
    await Promise.race([this.#echoed.promise, this.#over.promise]);
  }
}

fanoutContract('Bun', async () => new World(1));
fanoutContract('Bun, over two servers', async () => new World(2));

test('K1 who does not read is closed, never skipped, and nobody else notices', async () => {
  const world = new World(1);
  const reader = await world.connect();
  reader.socket.join('image/1');
  const taken = world.taken();
  const mute = openMute(world.ports[0] ?? 0);
  (await taken).join('image/1');
  const frame = 'x'.repeat(64 * 1024);
  let published = 0;
  while (world.fanout.count('image/1') === 2 && published < 2000) {
    world.fanout.publish('image/1', frame);
    published++;
    await world.arrived();
  }
  expect(world.fanout.count('image/1')).toBe(1);
  expect(world.closes).toBe(1);
  expect(reader.frames).toHaveLength(published);
  expect(reader.closed).toBeUndefined();
  mute.destroy();
  await world.close();
});

/** A connection that shakes hands and then never reads. */
function openMute(port: number): TcpSocket {
  const socket = connect(port, '127.0.0.1').pause();
  socket.write(
    `GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${btoa('0123456789abcdef')}\r\n\r\n`,
  );
  return socket;
}
