import { type Server, type Socket, createServer, connect as dial } from 'node:net';
import { type FaultLine, type LineTap, ProxyLine } from './fault-line.ts';

/** A TCP port in front of another, on which lines can fail. All times in milliseconds. */
export interface FaultProxy extends AsyncDisposable {
  /** Where to connect; it stays the same through `cut` and `restore`. */
  readonly port: number;
  /** Its address as `http://host:port`. */
  readonly origin: string;
  /** Resets every connection and refuses new ones, until `restore`. */
  cut(): Promise<void>;
  /** Accepts connections again after `cut`. */
  restore(): Promise<void>;
  /**
   * While on, connections stand but nothing passes either way, as when a phone loses its network. What was sent
   * meanwhile arrives afterwards, as TCP would send it again.
   */
  blackHole(on: boolean): void;
  /**
   * While on, nothing comes down to the clients, and everything they say still goes up: the server hears and its
   * answers are held back. They arrive afterwards, in order.
   */
  holdDown(on: boolean): void;
  /** Delays what arrives from now on by this much, each way. */
  latency(ms: number): void;
  /** Adds up to this much to every delay, at random; what was sent first still arrives first. */
  jitter(ms: number): void;
  /**
   * While on, all that the server sends is taken from it at once, also on lines that are held or slow, and up to its end on lines that are
   * cut: then a tap hears all that was handed out, and the server feels no backpressure.
   */
  drains(on: boolean): void;
  /** Resets every open connection; new ones are accepted. */
  resetAll(): void;
  /** Bytes handed on so far: up towards the target, down towards the clients. */
  bytes(): { up: number; down: number };
  /** How many connections are open now. */
  connections(): number;
  /** The connections that are open now, oldest first; each can fail on its own. */
  lines(): readonly FaultLine[];
  /** Resets everything and gives the port back. */
  close(): Promise<void>;
}

/** Where the proxy leads, and optionally on which port it listens (0 or absent: any free one). */
export interface FaultProxyOptions {
  readonly targetPort: number;
  readonly targetHost?: string;
  readonly port?: number;
  /** Asked for each new connection, by its id: hears what goes over it. */
  readonly tap?: (line: number) => LineTap;
  /** From 0 up to 1, for jitter. */
  readonly random?: () => number;
}

/**
 * Starts a proxy for tests that need a bad line.
 * @throws when the wanted port is taken
 */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const proxy = new TcpProxy(options);
  await proxy.restore();
  return proxy;
}

class TcpProxy implements FaultProxy {
  port: number;
  readonly #options: FaultProxyOptions;
  readonly #lines = new Set<ProxyLine>();
  readonly #bytes = { up: 0, down: 0 };
  readonly #held = { all: false, down: false };
  #server: Server | undefined;
  #latency = 0;
  #jitter = 0;
  #drains = false;
  #lastId = 0;

  constructor(options: FaultProxyOptions) {
    this.port = options.port ?? 0;
    this.#options = options;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async restore(): Promise<void> {
    if (this.#server) return;
    const server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address && typeof address === 'object') this.port = address.port;
  }

  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = server && new Promise<void>((resolve) => server.close(() => resolve()));
    this.resetAll();
    await closed;
  }

  blackHole(on: boolean): void {
    this.#held.all = on;
    for (const line of this.#lines) line.hold(this.#held);
  }

  holdDown(on: boolean): void {
    this.#held.down = on;
    for (const line of this.#lines) line.hold(this.#held);
  }

  latency(ms: number): void {
    this.#latency = ms;
  }

  jitter(ms: number): void {
    this.#jitter = ms;
  }

  drains(on: boolean): void {
    this.#drains = on;
    for (const line of this.#lines) line.drains(on);
  }

  resetAll(): void {
    for (const line of [...this.#lines]) line.cut();
  }

  bytes(): { up: number; down: number } {
    return { ...this.#bytes };
  }

  connections(): number {
    return this.#lines.size;
  }

  lines(): readonly FaultLine[] {
    return [...this.#lines];
  }

  async close(): Promise<void> {
    await this.cut();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #accept(client: Socket): void {
    const { targetPort: port, targetHost: host = '127.0.0.1', tap, random = Math.random } = this.#options;
    const target = dial({ port, host, allowHalfOpen: true });
    const id = ++this.#lastId;
    const lineHost = {
      delay: () => this.#latency + (this.#jitter > 0 ? random() * this.#jitter : 0),
      passed: (direction: 'up' | 'down', bytes: number) => {
        this.#bytes[direction] += bytes;
      },
      ended: (ended: ProxyLine) => void this.#lines.delete(ended),
    };
    const line = new ProxyLine(id, lineHost, client, target, tap?.(id));
    this.#lines.add(line);
    line.drains(this.#drains);
    line.hold(this.#held);
  }
}
