import { BANNED, BUSY, TOKEN_EXPIRED, mayReconnect } from '@imagechat/protocol/close-codes';
import type { HelloDown, HelloUp, MessageDown, MessageUp } from '@imagechat/protocol/messages';
import type { Refusal } from '@imagechat/protocol/refusal';
import type { ClientSocket, ConnectionState, Environment, Release } from './api.ts';
import { backoff } from './backoff.ts';
import { surface } from './emitter.ts';
import { readMessage } from './message-down.ts';
import type { Session } from './session.ts';

/** A line that has not said hello back by then is given up. */
const CONNECT_MS = 10_000;
/** How long an `alive` may go unanswered before the line is taken for dead. */
const GRACE_MS = 10_000;
/** The watchdog never asks more often (T1). */
const LEAST_TICK_MS = 20_000;
/** After a wake, the time within which a living line answers. */
const WAKE_MS = 2_000;
/** After a submit, the time within which a living line says anything at all. */
const ANSWER_MS = 5_000;
/** So many sockets in a row that bring no hello, and the stream is tried (W11). */
const MISSES = 2;
/** On the stream, a socket is tried at once, after a minute, and then ever more rarely up to every ten minutes (W11). */
const TRIAL_MS = 30_000;
const MOST_TRIAL_MS = 600_000;

/** One opening of a carrier, and what was said first on it. */
interface Line {
  readonly carrier: 'socket' | 'stream';
  readonly hello: HelloUp;
  socket?: ClientSocket | undefined;
}

/** What ends with a state. */
interface Held {
  timer?: Release;
  probe?: { readonly due: number; readonly stop: Release } | undefined;
  line?: Line;
  /** On the stream: a socket that shows whether sockets pass again; its hello makes it the line. */
  trial?: Line | undefined;
}

type Connecting = Extract<ConnectionState, { is: 'connecting' }> &
  Held & {
    /** The token was renewed for this very attempt. */
    readonly renewed: boolean;
  };

type Live = Extract<ConnectionState, { is: 'live' }> &
  Held & {
    readonly attempt: number;
    readonly line: Line;
    readonly aliveMs: number;
    heardAt: number;
    askedAt: number;
    trialMs: number;
    trialAt: number;
  };

type State = Connecting | Live | (Exclude<ConnectionState, { is: 'connecting' | 'live' }> & Held);

/** What a connection needs of its client, and tells it. */
export interface ConnectionOwner {
  readonly environment: Environment;
  readonly session: Session;
  /** The first frame of a line. */
  hello(): HelloUp;
  /** The line is live: `hello` is the server's answer to `said`. */
  live(hello: HelloDown, said: HelloUp): void;
  /** The line was live and is not any more; a better one may be live already. */
  cut(): void;
  /** A frame other than the hello. When it throws, the line is given up. */
  received(message: MessageDown): void;
  /** The watchdog went round on a live line. */
  ticked(): void;
  /** `state` changed. */
  changed(): void;
}

/**
 * The one line of a page to its server: idle → connecting → live → waiting → connecting …, or stopped for good (close codes 4500–4999
 * and 1009, refusals no retry can help). Reconnects with full jitter; one watchdog, at least 20 s apart (T1). Where no socket passes, the line
 * is a stream until one does (W11).
 */
export class Connection {
  readonly #owner: ConnectionOwner;
  #state: State = { is: 'idle' };
  /** The last HTTP exchange reached nobody, and no line has been live since. */
  #unreached = false;
  /** Attempts in a row that brought no hello over a socket. */
  #misses = 0;

  constructor(owner: ConnectionOwner) {
    this.#owner = owner;
  }

  /** Where the line stands; a new object after every change. */
  get state(): ConnectionState {
    return this.#state;
  }

  /** Something is watched: connects, unless it does already or is stopped. */
  start(): void {
    if (this.#state.is === 'idle') this.#connect(1, this.#now());
  }

  /** Nothing is watched any more: closes the line with 1000. */
  stop(): void {
    if (this.#state.is !== 'idle' && this.#state.is !== 'stopped') this.#enter({ is: 'idle' });
  }

  /** Sends a frame, unless it waits in line until it is not `wanted` any more; false when the line is not live. */
  send(message: MessageUp, wanted?: () => boolean): boolean {
    const state = this.#state;
    if (state.is === 'live') say(state.line, message, wanted);
    return state.is === 'live';
  }

  /** Something was sent that is answered at once: a line that stays silent for 5 s is given up long before the watchdog would. */
  expectAnswer(): void {
    if (this.#state.is === 'live') this.#probe(this.#state, ANSWER_MS, () => this.#retry(true));
  }

  /** Looks at once whether the line lives: a waiting one connects, a live one must say something within 2 s. */
  wake(): void {
    const state = this.#state;
    if (state.is === 'waiting') this.#connect(state.attempt, state.since);
    if (state.is !== 'live') return;
    if (this.#now() - state.heardAt > state.aliveMs + GRACE_MS) this.reconnect();
    else {
      this.#ask(state, WAKE_MS, () => this.reconnect());
      this.#trySocket(state);
    }
  }

  /** Gives the line up and opens another; what is watched catches up by its cursor. */
  reconnect(): void {
    if (this.#state.is === 'live') this.#connect(1, this.#now());
  }

  /** An HTTP exchange reached the server, or did not: while the line is away that is what offline means (O4). */
  reached(reached: boolean): void {
    const state = this.#state;
    this.#unreached = !reached;
    const offline = this.#offline;
    if (state.is !== 'waiting' || state.offline === offline) return;
    this.#state = { ...state, offline };
    this.#owner.changed();
  }

  get #offline(): boolean {
    return this.#unreached || !this.#owner.environment.online();
  }

  #now(): number {
    return this.#owner.environment.now();
  }

  /** Leaves the state before with all it held, but for a line that goes on. */
  #enter(next: State): void {
    const last = this.#state;
    this.#state = next;
    last.timer?.();
    last.probe?.stop();
    for (const line of [last.line, last.trial]) if (line !== next.line) line?.socket?.close(1000, '');
    if (last.is === 'live') this.#owner.cut();
    if (next.is !== 'live') this.#owner.changed();
  }

  #connect(attempt: number, since: number): void {
    const { environment, session } = this.#owner;
    const renewed = session.stale;
    const timer = environment.after(CONNECT_MS, () => this.#retry(false));
    const state: Connecting = { is: 'connecting', attempt, since, timer, renewed };
    const open = (): void => {
      const stream = environment.openStream && this.#misses % (MISSES + 1) === MISSES;
      state.line = this.#open(stream ? 'stream' : 'socket');
    };
    this.#enter(state);
    if (!renewed) open();
    else {
      void session.renew().then((refusal) => {
        if (this.#state !== state) return;
        if (refusal) this.#turnedAway(refusal);
        else open();
      });
    }
  }

  #open(carrier: Line['carrier']): Line {
    const { environment } = this.#owner;
    const line: Line = { carrier, hello: this.#owner.hello() };
    line.socket = environment[carrier === 'stream' ? 'openStream' : 'openSocket']?.({
      opened: () => {
        if (this.#isOn(line)) say(line, line.hello);
      },
      received: (frame) => {
        if (this.#isOn(line)) this.#received(line, frame);
      },
      closed: (code) => {
        if (this.#isOn(line)) this.#closed(line, code);
      },
    });
    return line;
  }

  /** False for a line given up: what it says late is not heard. */
  #isOn(line: Line): boolean {
    return this.#state.line === line || this.#state.trial === line;
  }

  #received(line: Line, frame: string): void {
    const message = readMessage(frame);
    try {
      if (message) {
        this.#told(line, message);
        return;
      }
    } catch (error) {
      (this.#owner.environment.failed ?? surface)(error);
    }
    // A server that speaks nonsense may speak sense next time. The backoff goes on growing, lest it turns into a loop.
    this.#closed(line, BUSY);
  }

  #told(line: Line, message: MessageDown): void {
    const state = this.#state;
    if (state.is === 'live' && state.line === line) this.#heard(state, message);
    else if (message.t === 'hello') this.#live(line, message);
    else if (message.t === 'refused' && state.line === line) this.#turnedAway(message.error);
  }

  #heard(live: Live, message: MessageDown): void {
    live.heardAt = this.#now();
    live.probe?.stop();
    live.probe = undefined;
    this.#owner.received(message);
    // Timers of a hidden page run about once a minute; frames come through, and remind us to be heard.
    if (this.#state === live && live.heardAt - live.askedAt > live.aliveMs) {
      this.#ask(live, GRACE_MS, () => this.#retry(true));
    }
  }

  /** A line said hello: the one waited for, or a socket that takes over from the stream. */
  #live(line: Line, hello: HelloDown): void {
    const last = this.#state;
    if (last.is !== 'connecting' && last.is !== 'live') return;
    const now = this.#now();
    const { carrier } = line;
    const live: Live = {
      is: 'live',
      carrier,
      attempt: last.attempt,
      line,
      aliveMs: Math.max(LEAST_TICK_MS, hello.aliveMs || 0),
      heardAt: now,
      askedAt: now,
      trialMs: TRIAL_MS,
      trialAt: now,
    };
    this.#unreached = false;
    this.#misses = carrier === 'stream' ? MISSES : 0;
    this.#enter(live);
    this.#watch(live);
    this.#owner.live(hello, line.hello);
    this.#trySocket(live);
    this.#owner.changed();
  }

  #closed(line: Line, code: number): void {
    if (this.#state.trial === line) {
      line.socket?.close(1000, '');
      this.#state.trial = undefined;
    } else if (code === TOKEN_EXPIRED) this.#renewToken();
    else if (mayReconnect(code)) this.#retry(code !== BUSY);
    else {
      // Where there is more to say, a refusal said it before the close.
      const message = `The server ended the connection (${code}). Reload the page to try again.`;
      const why = code === BANNED ? 'banned' : 'not-allowed';
      this.#enter({ is: 'stopped', refusal: { code: why, message, retry: false } });
    }
  }

  /** The server, or the session behind it, refused to let this line begin. */
  #turnedAway(refusal: Refusal): void {
    if (refusal.code === 'invalid-token') this.#renewToken();
    else if (refusal.retry) this.#retry(false, refusal.retryAfterMs);
    else this.#enter({ is: 'stopped', refusal });
  }

  /** The token is not good: at once with a new one, unless it was new already. */
  #renewToken(): void {
    const state = this.#state;
    this.#owner.session.stale = true;
    if (state.is === 'connecting' && state.renewed) this.#retry(false);
    else this.#connect(1, state.is === 'connecting' ? state.since : this.#now());
  }

  /** Waits, then connects; `anew` starts the backoff again after a line that was live. */
  #retry(anew: boolean, leastMs = 0): void {
    const state = this.#state;
    if (state.is !== 'connecting' && state.is !== 'live') return;
    const { environment } = this.#owner;
    const wasLive = state.is === 'live';
    const attempt = anew && wasLive ? 1 : state.attempt + 1;
    const now = this.#now();
    const since = wasLive ? now : state.since;
    const delay = Math.max(leastMs, backoff(attempt, environment));
    if (!wasLive) this.#misses++;
    this.#enter({
      is: 'waiting',
      attempt,
      since,
      retryAt: now + delay,
      offline: this.#offline,
      timer: environment.after(delay, () => this.#connect(attempt, since)),
    });
  }

  /** On the stream: sees whether a socket passes by now. */
  #trySocket(live: Live): void {
    if (live.carrier !== 'stream') return;
    live.trial?.socket?.close(1000, '');
    live.trial = this.#open('socket');
    live.trialMs = Math.min(MOST_TRIAL_MS, live.trialMs * 2);
    live.trialAt = this.#now() + live.trialMs;
  }

  /** Gives the line `ms` to say anything; of two such terms the earlier one stands, or asking often would keep a dead line alive. */
  #probe(live: Live, ms: number, silent: () => void): void {
    const due = this.#now() + ms;
    const before = live.probe;
    if (before && before.due <= due) return;
    const stop = this.#owner.environment.after(ms, silent);
    // The longer term goes on: where the clock was set back meanwhile, it is the one that ends first.
    live.probe = {
      due,
      stop: () => {
        before?.stop();
        stop();
      },
    };
  }

  /** The watchdog: asks every `aliveMs`; a living line answers, a silent one is given up (T1). */
  #watch(live: Live): void {
    live.timer = this.#owner.environment.after(live.aliveMs, () => {
      this.#ask(live, GRACE_MS, () => this.#retry(true));
      if (this.#now() >= live.trialAt) this.#trySocket(live);
      this.#owner.ticked();
      this.#watch(live);
    });
  }

  #ask(live: Live, ms: number, silent: () => void): void {
    live.askedAt = this.#now();
    say(live.line, { t: 'alive' });
    this.#probe(live, ms, silent);
  }
}

function say({ socket }: Line, message: MessageUp, wanted?: () => boolean): void {
  socket?.send(JSON.stringify(message), wanted);
}
