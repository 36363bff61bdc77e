import type { ClientSocket, Environment, Release, SocketEvents, TokenStore } from '../api.ts';

/** A request of the client over HTTP, waiting for the test to answer it. */
export interface FakeRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  /** Answers with a status and a JSON body. */
  answers(status: number, body: unknown): void;
  /** There is no line. */
  fails(): void;
}

/** One end of a line the client opened; the test plays the other. */
export class FakeSocket implements ClientSocket {
  /** Frames the client sent and nobody read yet. */
  readonly unread: string[] = [];
  readonly #events: SocketEvents;
  /** The code the client closed with. */
  closedWith: number | undefined;
  #over = false;

  constructor(events: SocketEvents) {
    this.#events = events;
  }

  get isOver(): boolean {
    return this.#over;
  }

  send(frame: string): void {
    if (this.#over) throw new Error('sent on a closed socket');
    this.unread.push(frame);
  }

  close(code: number): void {
    if (this.#over) return;
    this.#over = true;
    this.closedWith = code;
  }

  open(): void {
    this.#events.opened();
  }

  receive(frame: string): void {
    if (!this.#over) this.#events.received(frame);
  }

  /** The line ends from the other side, or in between. */
  cut(code = 1006): void {
    if (this.#over) return;
    this.#over = true;
    this.#events.closed(code);
  }
}

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

/** A world whose clock, randomness, sockets and HTTP are moved by the test. */
export class FakeEnvironment implements Environment {
  readonly sockets: FakeSocket[] = [];
  /** Requests not answered yet. */
  readonly requests: FakeRequest[] = [];
  readonly #timers = new Set<Timer>();
  #now = 1_800_000_000_000;
  #seed: number;
  isOnline = true;
  /** Every random byte, when set: 0 makes every backoff the shortest. */
  fixedByte: number | undefined;
  stored: string | null = null;
  /** What should never have happened. */
  readonly failures: unknown[] = [];

  constructor(seed = 1) {
    this.#seed = seed;
  }

  readonly tokens: TokenStore = {
    load: () => this.stored,
    save: (token) => {
      this.stored = token;
    },
  };

  now(): number {
    return this.#now;
  }

  random(bytes: Uint8Array): void {
    // Numerical Recipes' linear congruence: good enough to tell ids apart, the same in every run.
    for (let at = 0; at < bytes.length; at++) {
      this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
      bytes[at] = this.fixedByte !== undefined && bytes.length === 2 ? this.fixedByte : this.#seed >>> 24;
    }
  }

  online(): boolean {
    return this.isOnline;
  }

  failed = (error: unknown): void => {
    this.failures.push(error);
  };

  openSocket(events: SocketEvents): ClientSocket {
    const socket = new FakeSocket(events);
    this.sockets.push(socket);
    return socket;
  }

  http(request: Omit<FakeRequest, 'answers' | 'fails'>): Promise<{ status: number; body: unknown }> {
    return new Promise((resolve, reject) => {
      const done = () => this.requests.splice(this.requests.indexOf(pending), 1);
      const pending: FakeRequest = {
        ...request,
        answers: (status, body) => {
          done();
          resolve({ status, body });
        },
        fails: () => {
          done();
          reject(new TypeError('no line'));
        },
      };
      this.requests.push(pending);
    });
  }

  after(ms: number, task: () => void): Release {
    const timer = { at: this.#now + ms, task };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Ms until each timer, soonest first. */
  get timers(): readonly number[] {
    return [...this.#timers].map(({ at }) => at - this.#now).sort((a, b) => a - b);
  }

  /** Moves the clock, running what falls due in its order. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = [...this.#timers].sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets every promise that can go on do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}
