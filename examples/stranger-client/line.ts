// A session, and a WebSocket that comes back by itself (SPEC §3, §4, §12).

/** Where to, and as whom. */
export type Visitor = { server: string; tenantId: string; name: string };
/** Why something was not done: `code` for programs, `message` for people. */
export type Refusal = { code: string; message: string; retry: boolean; retryAfterMs?: number };
/** What goes over the line; each `t` has fields of its own. */
export type Frame = { t: string; [field: string]: unknown };
/** What a line tells: the server's hello, every other frame, and that the socket is gone. */
export type Listener = { opened(): void; heard(frame: Frame): void; lost(): void };
/** What HTTP brings: fields by what was asked for, or an `error`. */
export type Answer = { token?: string; seq?: number; error?: Refusal };

/** Said by a client itself: no answer, whatever became of the request. */
export const timedOut: Refusal = { code: 'timed-out', message: 'No answer came in time.', retry: true };
const offline: Refusal = { code: 'offline', message: 'There is no connection.', retry: true };

/** Asks by HTTP (§13). */
export async function post(server: string, path: string, body: object, token?: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const request = {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  };
  try {
    const response = await fetch(new URL(path, server), request);
    return await response.json();
  } catch {
    return { error: request.signal.aborted ? timedOut : offline };
  }
}

/** Gets the token of a new session. Throws when the server cannot be reached or refuses. */
export async function openSession({ server, tenantId, name }: Visitor): Promise<string> {
  const { token, error } = await post(server, '/v1/session', { tenantId, name });
  if (!token) throw new Error(error?.message, { cause: error });
  return token;
}

/** The line to the server: says hello and alive, notices when it is dead, and reconnects. */
export class Line {
  /** Says who asks, on the socket and by HTTP. */
  token: string;
  /** Whether it will not come back, and why, if the server said so. */
  ended = false;
  trouble: Refusal | undefined;
  readonly #visitor: Visitor;
  readonly #listener: Listener;
  #socket: WebSocket | undefined;
  #longestWait = 500;
  #patience = 35_000;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #heartbeat: ReturnType<typeof setInterval> | undefined;

  constructor(visitor: Visitor, token: string, listener: Listener) {
    this.#visitor = visitor;
    this.token = token;
    this.#listener = listener;
    this.#connect();
  }

  /** Sends a frame. If the line is just breaking nothing is sent, and `lost` follows. */
  send(frame: Frame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** Ends it for good. */
  close(trouble = this.trouble): void {
    this.trouble = trouble;
    this.ended = true;
    this.#lost(1000);
  }

  #connect(): void {
    const { server, tenantId } = this.#visitor;
    const socket = new WebSocket(new URL('/v1/live', server.replace(/^http/, 'ws')));
    this.#socket = socket;
    socket.onopen = () => this.send({ t: 'hello', v: 1, tenantId, token: this.token });
    socket.onmessage = ({ data }) => socket === this.#socket && this.#hear(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.#socket && this.#lost(code);
    this.#expectMore();
  }

  #hear(frame: Frame & { aliveMs?: number; error?: Refusal }): void {
    const { t, aliveMs = 25_000, ref, broadcastId, error } = frame;
    if (t === 'hello') this.#patience = aliveMs + 10_000;
    this.#expectMore();
    if (t === 'subscribed') this.#longestWait = 500;
    if (error && ref === undefined && broadcastId === undefined) this.trouble = error;
    if (t !== 'hello') this.#listener.heard(frame);
    else {
      this.trouble = undefined;
      this.#heartbeat = setInterval(() => this.send({ t: 'alive' }), aliveMs);
      this.#listener.opened();
    }
  }

  /** T1: a line on which nothing came for too long is dead, whatever the socket believes. */
  #expectMore(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost(1006), this.#patience);
  }

  #lost(code: number): void {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = undefined; // from here on it is not listened to: a dead one closes late
    socket?.close();
    if (code === 1009 || (code >= 4500 && code <= 4999)) this.ended = true; // W5
    this.#listener.lost();
    this.#comeBack(code === 4010);
  }

  /** §2, step 11: after a random time, so that not everybody comes back at once. */
  #comeBack(renew: boolean): void {
    if (!this.ended) setTimeout(() => this.#reconnect(renew), Math.random() * this.#longestWait);
    this.#longestWait = Math.min(2 * this.#longestWait, 20_000);
  }

  async #reconnect(renew: boolean): Promise<void> {
    const { server, tenantId, name } = this.#visitor;
    const session = renew ? await post(server, '/v1/session', { tenantId, name, token: this.token }) : {};
    if (session.error && !session.error.retry) this.close(session.error);
    else if (session.error) this.#comeBack(true);
    else if (!this.ended) {
      this.token = session.token ?? this.token;
      this.#connect();
    }
  }
}
