import type { Dialect } from './dialects.ts';
import { eachFrame, textFrame } from './frames.ts';

/** What a connection tells of. */
export interface ConnectionEvents {
  /** It is in: what is published from now on it gets. */
  onIn(): void;
  /** A frame that came after it was in. */
  onFrame(payload: Buffer): void;
  onEnd(): void;
}

/** A WebSocket client that does the least one can do: the load must not be what a benchmark measures. */
export class Connection {
  bytes = 0;
  readonly #dialect: Dialect;
  readonly #image: number;
  readonly #events: ConnectionEvents;
  #socket: Bun.Socket | undefined;
  #state: 'handshake' | 'greeting' | 'in' = 'handshake';
  #rest: Buffer = Buffer.alloc(0);

  constructor(dialect: Dialect, image: number, events: ConnectionEvents) {
    this.#dialect = dialect;
    this.#image = image;
    this.#events = events;
  }

  /** Connects; `from` is the loopback address to come from, as one address has only so many ports. */
  async open(port: number, host: string): Promise<void> {
    this.#socket = await Bun.connect({
      hostname: host,
      port,
      socket: {
        open: (socket) => void socket.write(this.#request(port)),
        data: (_, bytes) => this.#data(bytes),
        close: () => this.#events.onEnd(),
        error: () => this.#events.onEnd(),
      },
    });
  }

  send(text: string): void {
    this.#socket?.write(textFrame(text));
  }

  close(): void {
    this.#socket?.end();
  }

  /** Cuts the line, as a network does. */
  cut(): void {
    this.#socket?.terminate();
  }

  #request(port: number): string {
    const lines = [
      `GET ${this.#dialect.path(this.#image)} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version: 13',
    ];
    return `${lines.join('\r\n')}\r\n\r\n`;
  }

  #data(bytes: Buffer): void {
    this.bytes += bytes.length;
    let all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    if (this.#state === 'handshake') {
      const end = all.indexOf('\r\n\r\n');
      if (end < 0) {
        this.#rest = Buffer.from(all);
        return;
      }
      all = all.subarray(end + 4);
      this.#state = 'greeting';
      const { opening } = this.#dialect;
      if (opening === 'in') this.#enter();
      else for (const text of opening) this.send(text);
    }
    const rest = eachFrame(all, (opcode, payload) => this.#frame(opcode, payload));
    // The runtime uses the same memory again for what comes next.
    this.#rest = rest.length > 0 ? Buffer.from(rest) : rest;
  }

  #frame(opcode: number, payload: Buffer): void {
    if (opcode === 9) {
      this.#socket?.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]));
      return;
    }
    if (opcode !== 1) return;
    if (this.#state === 'in') {
      this.#events.onFrame(payload);
      return;
    }
    const answer = this.#dialect.greet?.(payload.toString(), this.#image);
    for (const text of answer?.say ?? []) this.send(text);
    if (answer?.in) this.#enter();
  }

  #enter(): void {
    this.#state = 'in';
    this.#events.onIn();
  }
}
