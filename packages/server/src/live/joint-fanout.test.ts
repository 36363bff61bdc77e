import { expect, test } from 'bun:test';
import { connect } from 'node:net';
import { MemoryFanout } from '@imagechat/core/memory/fanout';
import type { Socket } from '@imagechat/core/ports/fanout';
import { type FanoutClient, type FanoutWorld, fanoutContract } from '@imagechat/core/testing/fanout-contract';
import { BunFanout } from './bun-fanout.ts';
import { BunSocket, type LiveData } from './bun-socket.ts';
import { JointFanout } from './joint-fanout.ts';
import { liveChannel } from './live-channel.ts';
import { StreamSink } from './stream-sink.ts';

const FROM = { origin: null, ownOrigin: 'http://localhost', address: '127.0.0.1' };
const MOST = 1024 * 1024;
// Only the settings of the live channel are used here; its sockets are handed to the test instead of a hub.
const { websocket } = liveChannel({
  hub: undefined as never,
  limiter: { take: () => 0 },
  draining: () => false,
  random: Math.random,
});

interface Client extends FanoutClient {
  /** Resolves when everything sent so far has arrived. */
  synced(): Promise<void>;
}

/** Streams and sockets on one fan-out. */
class World implements FanoutWorld {
  readonly #bun = new BunFanout();
  readonly #memory = new MemoryFanout();
  readonly fanout = new JointFanout(this.#bun, this.#memory);
  readonly clients: Client[] = [];
  readonly #server: Bun.Server<LiveData>;
  #taken = Promise.withResolvers<BunSocket>();
  #sinks: { readonly sink: StreamSink; readonly socket: Socket }[] = [];

  constructor() {
    this.#server = Bun.serve<LiveData>({
      hostname: '127.0.0.1',
      port: 0,
      fetch: (request, server) => {
        if (server.upgrade(request, { data: { from: FROM } })) return undefined;
        return new Response(this.#newSink().body);
      },
      websocket: {
        ...websocket,
        open: (ws) => this.#taken.resolve(new BunSocket(ws)),
        message: (ws, message) => void ws.send(message),
        close: () => undefined,
      },
    });
    this.#bun.add(this.#server);
  }

  get port(): number {
    return this.#server.port ?? 0;
  }

  readonly connect = async (): Promise<FanoutClient> => {
    const client = await (this.clients.length % 2 === 0 ? this.stream() : this.#webSocket());
    this.clients.push(client);
    return client;
  };

  readonly arrived = async (): Promise<void> => {
    for (const client of this.clients) await client.synced();
  };

  async stream(): Promise<Client> {
    const response = await fetch(`http://127.0.0.1:${this.port}`);
    return streamClient(response, this.lastSink());
  }

  lastSink(): { readonly sink: StreamSink; readonly socket: Socket } {
    const last = this.#sinks.at(-1);
    if (!last) throw new Error('nobody asked for a stream');
    return last;
  }

  async close(): Promise<void> {
    await this.#server.stop(true);
  }

  #newSink(): StreamSink {
    const sink = new StreamSink(0, MOST, () => undefined);
    this.#sinks.push({ sink, socket: this.#memory.socket(sink) });
    // What a session does when it is told that its socket is gone.
    sink.session = { closed: () => this.lastSink().socket.leave('image/1') } as never;
    // Bun sends the headers with the first piece.
    sink.receive('{"t":"hello"}');
    return sink;
  }

  async #webSocket(): Promise<Client> {
    this.#taken = Promise.withResolvers();
    const ws = new WebSocket(`ws://127.0.0.1:${this.port}`);
    const socket = await this.#taken.promise;
    return socketClient(ws, socket);
  }
}

async function socketClient(ws: WebSocket, socket: Socket): Promise<Client> {
  const client = { socket, frames: [] as string[], closed: undefined as FanoutClient['closed'] };
  const over = Promise.withResolvers<void>();
  let echoed = Promise.withResolvers<void>();
  ws.addEventListener('message', ({ data }) => {
    if (data === 'echo') echoed.resolve();
    else client.frames.push(String(data));
  });
  ws.addEventListener('close', ({ code, reason }) => {
    client.closed = { code, reason };
    over.resolve();
  });
  const synced = async (): Promise<void> => {
    echoed = Promise.withResolvers();
    if (ws.readyState === WebSocket.OPEN) ws.send('echo');
    await Promise.race([echoed.promise, over.promise]);
  };
  if (ws.readyState !== WebSocket.OPEN) await new Promise((resolve) => ws.addEventListener('open', resolve));
  return Object.assign(client, { synced });
}

async function streamClient(
  response: Response,
  { sink, socket }: { readonly sink: StreamSink; readonly socket: Socket },
): Promise<Client> {
  const client = { socket, frames: [] as string[], closed: undefined as FanoutClient['closed'] };
  const over = Promise.withResolvers<void>();
  let echoed = Promise.withResolvers<void>();
  const take = (block: string): void => {
    const data = block.replace(/^event: close\n/, '').replace(/^data: /, '');
    if (block.startsWith('event: close')) client.closed = JSON.parse(data) as FanoutClient['closed'];
    else if (data === '"echo"') echoed.resolve();
    else if (data !== '{"t":"hello"}') client.frames.push(data);
  };
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const bytes of response.body ?? []) {
      const blocks = (text + decoder.decode(bytes, { stream: true })).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) take(block);
    }
  };
  void read().then(over.resolve, over.resolve);
  const synced = async (): Promise<void> => {
    echoed = Promise.withResolvers();
    sink.receive('"echo"');
    await Promise.race([echoed.promise, over.promise]);
  };
  return Object.assign(client, { synced });
}

fanoutContract('sockets and streams together', async () => new World());

test('K1, W11: a stream whose reader does not read is cut, never skipped, and nobody else notices', async () => {
  const world = new World();
  const [stream, socket] = [await world.connect(), await world.connect()];
  for (const client of [stream, socket]) client.socket.join('image/1');
  const mute = connect(world.port, '127.0.0.1').pause();
  mute.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const cut = new Promise((resolve) => mute.on('close', resolve).on('error', () => undefined));
  const before = world.lastSink();
  while (world.lastSink() === before) await world.arrived();
  world.lastSink().socket.join('image/1');
  const frame = JSON.stringify('x'.repeat(64 * 1024));
  let published = 0;
  while (world.fanout.count('image/1') === 3 && published < 2000) {
    world.fanout.publish('image/1', frame);
    published++;
    await world.arrived();
  }
  expect(world.fanout.count('image/1')).toBe(2);
  expect(stream.frames).toHaveLength(published);
  expect(socket.frames).toHaveLength(published);
  mute.resume();
  await cut;
  await world.close();
});
