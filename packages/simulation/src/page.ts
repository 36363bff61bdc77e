import type { Client, ClientSocket, Environment, SocketEvents } from '@imagechat/client/api';
import { createClient } from '@imagechat/client/client';
import type { Request } from './front-door.ts';
import type { History } from './history.ts';
import type { Line } from './line.ts';
import type { PageCheck } from './page-check.ts';
import { type PageStreamParts, openStream } from './page-stream.ts';
import type { Random } from './random.ts';
import { ShiftedClock } from './shifted-clock.ts';
import type { StreamCheck } from './stream-check.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What a page is made of. */
export interface PageParts {
  readonly name: string;
  readonly tenantId: string;
  readonly line: Line;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly history: History;
  /** Whether it can do without sockets (W11). */
  readonly streams: boolean;
  /** How far the page's clock is ahead of the servers', in ms. */
  readonly ahead: number;
  /** The session token it has from before, if any. */
  readonly token?: string;
  /** Changes what the client is given of the world: how a test breaks one on purpose. */
  readonly spoil?: (environment: Environment) => Environment;
}

/** A browser page in the made world: one real client, and all it knows of the outside. It can sleep, lose its network, and be reloaded. */
export class Page {
  readonly name: string;
  readonly tenantId: string;
  readonly line: Line;
  readonly clock: ShiftedClock;
  client: Client;
  check: PageCheck;
  readonly #parts: PageParts;
  #token: string | null;
  /** The server's end of what was opened last, of each carrier. */
  readonly #ends: { socket?: StreamCheck; stream?: StreamCheck } = {};
  #told = true;
  #visible = true;
  readonly #watchers = new Set<() => void>();
  #state: 'awake' | 'frozen' | 'machine asleep' = 'awake';
  /** What the browser would have told the page, had it not slept. */
  #waiting: (() => void)[] = [];
  /** Grows with every reload: what an earlier life of the page asked for is not told to the next. */
  #life = 0;

  constructor(parts: PageParts) {
    this.#parts = parts;
    this.clock = new ShiftedClock({ now: () => parts.time.now() + parts.ahead });
    this.name = parts.name;
    this.tenantId = parts.tenantId;
    this.line = parts.line;
    this.#token = parts.token ?? null;
    this.check = parts.history.page(parts.tenantId, parts.name);
    this.client = this.#load();
  }

  /** The server's end of the line; undefined when there is none. */
  get stream(): StreamCheck | undefined {
    const { connection } = this.client;
    return connection.is === 'live' ? this.#ends[connection.carrier ?? 'socket'] : undefined;
  }

  get asleep(): boolean {
    return this.#state !== 'awake';
  }

  /** What `navigator.onLine` says. */
  get online(): boolean {
    return this.#told;
  }

  /** The browser says that the network is there, or not; it may know or not know. */
  tell(online: boolean): void {
    this.#told = online;
  }

  /** The page is hidden behind others, or seen again. */
  show(visible: boolean): void {
    if (this.#visible === visible) return;
    this.#visible = visible;
    this.#run(() => {
      for (const changed of [...this.#watchers]) changed();
    }, this.#life);
  }

  /** Everything stands still: timers, frames, answers. While only the page is frozen, its browser still answers pings. */
  sleep(how: 'frozen' | 'machine asleep'): void {
    this.#state = how;
  }

  /** Everything that stood still happens, in order; then the page is told that it woke. */
  wake(): void {
    if (this.asleep) {
      this.#state = 'awake';
      this.check.woke();
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const task of waiting) task();
    }
    this.client.wake();
  }

  /** The page is left and opened again; only the token survives. */
  reload(): void {
    this.client.close();
    this.#life++;
    this.#waiting = [];
    this.check = this.#parts.history.page(this.tenantId, this.name);
    this.client = this.#load();
  }

  #load(): Client {
    const life = this.#life;
    const run = (task: () => void): void => this.#run(task, life);
    const { random, spoil, streams, tenantId, time } = this.#parts;
    const environment: Environment = {
      now: () => this.clock.now(),
      random: (bytes) => random.fill(bytes),
      openSocket: (events) => this.#openSocket(events, run),
      http: (request) => this.#http(request, run),
      after: (ms, task) => {
        let cancelled = false;
        const cancel = time.after(ms, () =>
          run(() => {
            if (!cancelled) task();
          }),
        );
        return () => {
          cancelled = true;
          cancel();
        };
      },
      online: () => this.#told,
      failed: (error) => this.check.threw(error),
      tokens: {
        load: () => this.#token,
        save: (token) => {
          this.#token = token;
        },
      },
    };
    const outside: Environment = streams
      ? { ...environment, openStream: (events) => openStream(this.#streamParts(run), environment, events) }
      : environment;
    return createClient({ tenantId, environment: spoil?.(outside) ?? outside });
  }

  /** Does something now, or when the page wakes; nothing in a later life of it. */
  #run(task: () => void, life: number): void {
    if (life !== this.#life) return;
    if (this.asleep) this.#waiting.push(() => this.#run(task, life));
    else task();
  }

  #streamParts(run: (task: () => void) => void): PageStreamParts {
    const { history, line, name, tenantId } = this.#parts;
    const { check } = this;
    return {
      name,
      tenantId,
      line,
      history,
      check,
      run,
      visible: () => this.#visible,
      onVisible: (changed) => {
        this.#watchers.add(changed);
        return () => {
          this.#watchers.delete(changed);
        };
      },
      asked: (stream) => {
        this.#ends.stream = stream;
      },
    };
  }

  #openSocket(events: SocketEvents, run: (task: () => void) => void): ClientSocket {
    const tap = this.#parts.history.connection(this.tenantId, this.name, this.check);
    this.#ends.socket = tap.check;
    let open = true;
    /** Also what waited while the page slept is not told of a socket that the page closed meanwhile. */
    const tell = (task: () => void): void =>
      run(() => {
        if (open) task();
      });
    const end = {
      opened: () => tell(() => events.opened()),
      heard: (frame: string) =>
        tell(() => {
          tap.heard(frame);
          events.received(frame);
        }),
      closed: (code: number) => tell(() => events.closed(code)),
      answersPings: () => this.#state !== 'machine asleep',
    };
    const socket = this.line.open(end, tap);
    return {
      send: (frame) => {
        tap.said(frame);
        socket.send(frame);
      },
      close: (code) => {
        open = false;
        socket.close(code);
      },
    };
  }

  #http(
    asked: Parameters<Environment['http']>[0],
    run: (task: () => void) => void,
  ): ReturnType<Environment['http']> {
    const { history } = this.#parts;
    const { body, ...rest } = asked;
    const request: Request = { ...rest, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const { operation } = (body ?? {}) as { operation?: { broadcastId: string } };
    if (operation) this.check.sent(operation.broadcastId);
    const tap = history.exchange(this.tenantId, this.name, request);
    return new Promise((resolve, reject) => {
      this.line.exchange(request, tap).then(
        (response) => run(() => resolve({ status: response.status, body: JSON.parse(response.body) })),
        (error) => run(() => reject(error)),
      );
    });
  }
}
