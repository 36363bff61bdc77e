import type { ClientSocket, Environment, SocketEvents } from '@imagechat/client/api';
import type { Http } from '@imagechat/client/exchange';
import {
  type StreamEnvironment,
  type StreamEvents,
  StreamSocket,
} from '@imagechat/client/stream/stream-socket';
import type { Operation } from '@imagechat/protocol/catalog';
import type { SubmitBody, ThreadPage } from '@imagechat/protocol/messages';
import type { Random } from '@imagechat/simulation/random';
import type { Book } from './book.ts';
import type { ClientTap, ConnectionTap } from './client-tap.ts';
import { type Journal, short } from './journal.ts';

/** Changes what a client hears or says, for tests that show that the checks can fail. */
export interface Tamper {
  /** True once it has done its harm for certain; until then a run does not end. */
  readonly done: boolean;
  /** Frames that the client hears in the place of one that came down. */
  down?(person: string, frame: string, wire: ConnectionTap): readonly string[];
  /** Frames that go up in the place of one the client said; `hear` makes the client hear something, and tells when it did. */
  up?(person: string, frame: string, hear: (frame: string, heard: () => void) => void): readonly string[];
}

/** What a client's world is made of. */
export interface EnvironmentParts {
  /** Where the server is reached, as `host:port`. */
  readonly host: string;
  /** The page's origin, null outside browsers. */
  readonly origin: string | null;
  /** The network lets no WebSocket through (W11). */
  readonly filtered: boolean;
  readonly random: Random;
  readonly book: Book;
  readonly journal: Journal;
  readonly tap: ClientTap;
  readonly tamper?: Tamper | undefined;
  /** Called with the images a frame was about, after the client has read it. */
  readonly read: (urlIds: readonly string[]) => void;
}

/** How long an HTTP exchange may take, in milliseconds; a browser would wait longer than its user. */
const HTTP_MS = 12_000;

/** A page's world in this process: real sockets, real HTTP and real time, with a tap where the client's own code begins. */
export class TappedEnvironment implements Environment {
  /** True while the page has no network, and knows it. */
  asleep = false;
  /** The other carrier, where there is no WebSocket. */
  readonly openStream?: (events: SocketEvents) => ClientSocket;
  readonly #parts: EnvironmentParts;
  readonly #open = new Set<WebSocket>();
  readonly #streams = new Set<AbortController>();
  #token: string | null = null;

  constructor(parts: EnvironmentParts) {
    this.#parts = parts;
    // Everybody else stays with sockets, whose bytes are counted exactly.
    if (parts.filtered) this.openStream = (events) => this.#openStream(events);
  }

  readonly tokens = {
    load: () => this.#token,
    save: (token: string) => {
      this.#token = token;
    },
  };

  /** The client threw at something the server said. */
  readonly failed = (error: unknown): void => {
    const { journal, tap } = this.#parts;
    journal.breach('state differs', `the client of ${tap.person} threw: ${error}`, [tap.person]);
  };

  now(): number {
    return Date.now();
  }

  random(bytes: Uint8Array): void {
    this.#parts.random.fill(bytes);
  }

  after(ms: number, task: () => void): () => void {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  }

  online(): boolean {
    return !this.asleep;
  }

  /** Falls asleep: what is open ends without a word. */
  sleep(): void {
    this.asleep = true;
    for (const socket of this.#open) socket.close();
    for (const stream of this.#streams) stream.abort();
  }

  openSocket(events: SocketEvents): ClientSocket {
    const { host, origin, filtered } = this.#parts;
    if (this.asleep || filtered) {
      const timer = setTimeout(() => events.closed(1006));
      return { send: () => undefined, close: () => clearTimeout(timer) };
    }
    return this.#tapped(events, (tapped) => {
      const headers = origin === null ? {} : { headers: { origin } };
      const socket = new WebSocket(`ws://${host}/v1/live`, headers as unknown as string[]);
      this.#open.add(socket);
      socket.onopen = () => tapped.opened();
      socket.onmessage = ({ data }) => tapped.received(String(data));
      socket.onclose = ({ code }) => tapped.closed(code);
      return {
        send: (frame) => socket.send(frame),
        close: (code, reason) => {
          this.#open.delete(socket);
          socket.close(code, reason);
        },
      };
    });
  }

  #openStream(events: SocketEvents): ClientSocket {
    const world: StreamEnvironment = {
      ...this,
      now: () => this.now(),
      random: (bytes) => this.random(bytes),
      after: (ms, task) => this.after(ms, task),
      online: () => this.online(),
      openSocket: (others) => this.openSocket(others),
      postStream: (body, heard) => {
        const abort = new AbortController();
        void this.#readStream(JSON.stringify(body), heard, abort);
        return () => abort.abort();
      },
      visible: () => true,
      onVisible: () => () => undefined,
    };
    return this.#tapped(events, (tapped) => new StreamSocket(world, tapped));
  }

  /** A carrier with a tap between it and the client's own code. */
  #tapped(events: SocketEvents, connect: (events: SocketEvents) => ClientSocket): ClientSocket {
    const { tap, tamper, read } = this.#parts;
    const wire = tap.connection();
    let over = false;
    const hear = (frame: string): void => {
      if (over) return;
      const about = wire.down(frame);
      events.received(frame);
      read(about);
    };
    const hearSoon = (frame: string, heard: () => void): void => {
      setTimeout(() => {
        if (over) return;
        hear(frame);
        heard();
      }, 0);
    };
    const socket = connect({
      opened: () => {
        if (!over) events.opened();
      },
      received: (frame) => {
        if (over) return;
        for (const told of tamper?.down?.(tap.person, frame, wire) ?? [frame]) hear(told);
      },
      closed: (code) => {
        if (over) return;
        over = true;
        events.closed(code);
      },
    });
    return {
      send: (frame, wanted) => {
        wire.up(frame);
        for (const said of tamper?.up?.(tap.person, frame, hearSoon) ?? [frame]) socket.send(said, wanted);
      },
      close: (code, reason) => {
        over = true;
        socket.close(code, reason);
      },
    };
  }

  async #readStream(body: string, heard: StreamEvents, abort: AbortController): Promise<void> {
    this.#streams.add(abort);
    try {
      if (this.asleep) throw new Error('no network');
      const response = await fetch(`http://${this.#parts.host}/v1/stream`, {
        method: 'POST',
        headers: this.#headers({ method: 'POST', path: '', body }),
        signal: abort.signal,
        body,
      });
      if (!response.ok || !response.body) {
        heard.ended(await response.json());
        return;
      }
      const decoder = new TextDecoder();
      for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>)
        heard.text(decoder.decode(bytes, { stream: true }));
    } catch {
      // No line, cut, or let go of; who let go does not listen any more.
    } finally {
      this.#streams.delete(abort);
    }
    heard.ended();
  }

  http: Http = async (request) => {
    const { path, body } = request;
    const { book, tap } = this.#parts;
    const submitted = path.endsWith('/operations') ? (body as SubmitBody) : undefined;
    if (submitted && !this.asleep) {
      this.#note(`=> ${submitted.operation.type} ${short(submitted.operation.broadcastId)}`);
      book.said(tap.person, submitted.urlId, submitted.operation);
    }
    const answer = await this.#exchange(request);
    if (submitted) this.#answered(submitted.operation, answer);
    else if (answer.status === 200 && path.includes('/threads/'))
      this.#page(path, answer.body as Omit<ThreadPage, 't'>);
    return answer;
  };

  /** Says an operation over HTTP past the client. @returns `accepted`, a refusal's code, or undefined without a line */
  async submit(urlId: string, operation: Operation): Promise<string | undefined> {
    const path = '/v1/tenants/demo/operations';
    const token = this.#token ?? undefined;
    const request = { method: 'POST', path, body: { urlId, operation } } as const;
    try {
      const answer = await this.#exchange({ ...request, ...(token === undefined ? {} : { token }) });
      return this.#answered(operation, answer);
    } catch {
      return undefined;
    }
  }

  async #exchange(request: Parameters<Http>[0]): Promise<{ status: number; body: unknown }> {
    if (this.asleep) throw new Error('no network');
    const { method, path, body } = request;
    const response = await fetch(`http://${this.#parts.host}${path}`, {
      method,
      headers: this.#headers(request),
      signal: AbortSignal.timeout(HTTP_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json().catch(() => null);
    if (this.asleep) throw new Error('no network');
    return { status: response.status, body: answer };
  }

  #headers({ token, body }: Parameters<Http>[0]): Record<string, string> {
    const { origin } = this.#parts;
    return {
      ...(origin === null ? {} : { origin }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
  }

  #answered(
    { broadcastId }: Operation,
    { status, body }: { status: number; body: unknown },
  ): string | undefined {
    const { book, tap } = this.#parts;
    const fields = (body ?? {}) as { epoch?: string; seq?: number; at?: number; error?: { code: string } };
    const { epoch, seq, at, error } = fields;
    if (epoch !== undefined && seq !== undefined && at !== undefined && status === 200) {
      this.#note(`<= ack ${short(broadcastId)} at ${seq}`);
      book.acked(tap.person, broadcastId, { epoch, seq, at });
      return 'accepted';
    }
    if (!error) return undefined;
    this.#note(`<= refused ${short(broadcastId)}: ${error.code}`);
    book.refused(broadcastId, error.code);
    return error.code;
  }

  #page(path: string, { seq, id, comments, earlier }: Omit<ThreadPage, 't'>): void {
    const { book, tap } = this.#parts;
    const fields = new URLSearchParams(path.slice(path.indexOf('?')));
    const before = fields.get('before');
    book.image(fields.get('urlId') ?? '').pages.push({
      ...{ seq, id, comments, earlier, who: tap.person },
      before: before === null ? undefined : Number(before),
    });
  }

  #note(text: string): void {
    this.#parts.journal.note(this.#parts.tap.person, text);
  }
}
