import { type Server, type Socket, createServer, connect as dial } from 'node:net';

/** A network that can let HTTP through and WebSockets not, as some companies' do. */
export interface FilterProxy {
  /** Its address as `http://host:port`. */
  readonly origin: string;
  /** WebSocket handshakes it turned away. */
  readonly refused: number;
  /** While false, WebSocket handshakes are answered with 403, and those sockets there are, are cut. */
  letSockets(through: boolean): void;
  close(): Promise<void>;
}

const FORBIDDEN = 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

/** Starts a proxy in front of a port of this machine. Browsers open a connection of its own for each socket, so its first bytes tell. */
export async function startFilterProxy(targetPort: number): Promise<FilterProxy> {
  const proxy = new Filter(targetPort);
  await proxy.listen();
  return proxy;
}

class Filter implements FilterProxy {
  refused = 0;
  readonly #target: number;
  readonly #server: Server;
  /** Both ends of every connection, and whether it is a WebSocket's. */
  readonly #lines = new Map<Socket, { readonly target: Socket; readonly isSocket: boolean }>();
  #through = true;
  #port = 0;

  constructor(targetPort: number) {
    this.#target = targetPort;
    this.#server = createServer((client) => {
      client.on('error', () => client.destroy());
      client.once('data', (head: Buffer) => this.#begin(client, head));
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address && typeof address === 'object') this.#port = address.port;
  }

  letSockets(through: boolean): void {
    this.#through = through;
    if (through) return;
    for (const [client, { isSocket, target }] of this.#lines) {
      if (!isSocket) continue;
      client.destroy();
      target.destroy();
    }
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const [client, { target }] of this.#lines) {
      client.destroy();
      target.destroy();
    }
    await closed;
  }

  #begin(client: Socket, head: Buffer): void {
    const isSocket = /^upgrade: *websocket\r?$/im.test(head.toString('latin1'));
    if (isSocket && !this.#through) {
      this.refused++;
      client.end(FORBIDDEN);
      return;
    }
    const target = dial(this.#target, '127.0.0.1');
    this.#lines.set(client, { target, isSocket });
    target.write(head);
    client.pipe(target);
    target.pipe(client);
    for (const end of [client, target]) {
      end.setNoDelay(true);
      end.on('error', () => undefined);
      end.on('close', () => {
        this.#lines.delete(client);
        client.destroy();
        target.destroy();
      });
    }
  }
}
