import { CLOSE, type CloseCode } from '@imagechat/protocol/close-codes';
import type {
  HelloUp,
  Identify,
  LoadThread,
  MessageDown,
  MessageUp,
  Submit,
  Subscribe,
} from '@imagechat/protocol/messages';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { PROTOCOL_VERSION } from '@imagechat/protocol/version';
import { type Actor, actorInfo } from './access.ts';
import { eyesKey, eyesOf } from './eyes.ts';
import { encode } from './frames.ts';
import type { ImageAccess } from './image-access.ts';
import { Outlet } from './outlet.ts';
import type { Pace } from './pace.ts';
import type { Clock } from './ports/clock.ts';
import type { Socket } from './ports/fanout.ts';
import type { Identification, Identity } from './ports/identity.ts';
import type { Meter } from './ports/meter.ts';
import type { Outcome, Submission } from './ports/storage.ts';
import { closeCodeOf, notSubscribed, requestOf } from './refused-request.ts';
import { siteOf } from './site.ts';
import { Subscriptions, type SubscriptionsHost } from './subscriptions.ts';
import { tooFast } from './too-fast.ts';

/** Where a connection comes from, as the live socket saw it at the upgrade. */
export interface Origin {
  /** The page's origin, null outside browsers. */
  readonly origin: string | null;
  readonly ownOrigin: string;
  readonly address: string;
}

/** A frame decoded, or the refusal of one that could not be. The decoder is the server's (schemas live there). */
export type DecodeFrame = (
  text: string,
) =>
  | { readonly ok: true; readonly value: MessageUp }
  | { readonly ok: false; readonly refusal: Refusal; readonly broadcastId?: string; readonly ref?: number };

/** What a session needs of its hub. */
export interface SessionHost extends SubscriptionsHost {
  readonly clock: Clock;
  readonly decodeFrame: DecodeFrame;
  readonly identity: Identity;
  readonly meter: Meter;
  readonly access: ImageAccess;
  readonly pace: Pace;
  submit(submission: Submission): Promise<Outcome>;
  /** The session is over and holds nothing any more. */
  ended(session: Session): void;
}

/** The answer to an alive; a ping, so nobody pays for it. */
const ALIVE = encode({ t: 'alive' });

type State =
  | { readonly is: 'new' }
  /** Frames wait in `backlog` until it is known who speaks. */
  | { readonly is: 'identifying'; readonly backlog: string[] }
  | { readonly is: 'open'; readonly actor: Actor; readonly expiresAt: number }
  | { readonly is: 'over' };

/** One live connection of one actor: reads its frames, answers each request once, holds its subscriptions. */
export class Session {
  readonly #host: SessionHost;
  readonly #outlet: Outlet;
  readonly #from: Origin;
  readonly #subscriptions: Subscriptions;
  #tenantId = '';
  #token: string | undefined;
  /** Rights were changed while it was being found out who speaks. */
  #recheckDue = false;
  #state: State = { is: 'new' };
  #lastReceived: number;
  #badFrames = 0;

  constructor(host: SessionHost, socket: Socket, from: Origin) {
    this.#host = host;
    this.#outlet = new Outlet(socket, host.meter, siteOf(from.origin));
    this.#from = from;
    this.#subscriptions = new Subscriptions(host, this.#outlet);
    this.#lastReceived = host.clock.now();
  }

  /** The tenant named in the hello; empty before it. */
  get tenantId(): string {
    return this.#tenantId;
  }

  /** Whether the session is of this tenant, and of this actor if one is named; one that is not identified yet may be. */
  belongsTo(tenantId: string, actorId: string | undefined): boolean {
    if (this.#tenantId !== tenantId) return false;
    return actorId === undefined || this.#state.is !== 'open' || this.#state.actor.id === actorId;
  }

  /** Finds out anew who speaks, because rights were changed; says so where that made a difference, or closes the connection. */
  async recheck(): Promise<void> {
    const before = this.#state;
    this.#recheckDue = before.is === 'identifying';
    if (before.is !== 'open') return;
    const backlog: string[] = [];
    this.#state = { is: 'identifying', backlog };
    const who = await this.#identify(this.#token);
    if (this.#isOver()) return;
    if (who.ok || who.refusal.retry) {
      // Who cannot be asked just now goes on as before; the token runs out in any case.
      this.#open(who.ok ? who : { ...before, ok: true }, backlog, (actor) => {
        const info = actorInfo(actor);
        if (JSON.stringify(info) !== JSON.stringify(actorInfo(before.actor)))
          this.#send({ t: 'identified', actor: info });
        void this.#subscriptions.review((key) => this.#host.access.refuses(actor, key));
      });
    } else this.#turnAway(who.refusal);
  }

  /** A frame of at most `LIMITS.frameBytes` arrived. */
  receive(text: string): void {
    if (this.#state.is === 'over') return;
    this.#lastReceived = this.#host.clock.now();
    if (this.#state.is === 'identifying') this.#wait(this.#state.backlog, text);
    else this.#read(text);
  }

  /** A frame of so many bytes arrived that is larger than a frame may be but not so large as to end the connection, or not text. It was read, so it counts like any. */
  refuseFrame(refusal: Refusal, bytes: number): void {
    if (this.#state.is === 'over') return;
    this.#lastReceived = this.#host.clock.now();
    const waitMs = this.#host.pace.frame(bytes);
    if (waitMs > 0) this.#hasty(tooFast(waitMs), {});
    else this.#badFrame({ refusal });
  }

  /** The connection is closed. */
  closed(): void {
    if (this.#state.is === 'over') return;
    this.#state = { is: 'over' };
    this.#subscriptions.stopAll();
    this.#outlet.ended();
    this.#host.ended(this);
  }

  /** Closes the connection, saying why. */
  close(code: CloseCode, reason: string): void {
    if (this.#state.is === 'over') return;
    this.closed();
    this.#outlet.close(code, reason);
  }

  /** The other end answered a ping: the line lives. */
  answered(): void {
    this.#lastReceived = this.#host.clock.now();
  }

  /**
   * Closes the connection if it has been mute too long or its token ran out, and asks one that is mute for a sign of life: a hidden page's
   * timers run once a minute, but its browser answers pings (T1).
   */
  sweep(now: number): void {
    const { idleMs, pingMs } = this.#host.settings;
    // Where the clock was set back, the silence is counted from now on.
    this.#lastReceived = Math.min(this.#lastReceived, now);
    const mute = now - this.#lastReceived;
    if (mute > idleMs) this.close(CLOSE.idle, 'nothing received');
    else if (this.#state.is === 'open' && now > this.#state.expiresAt)
      this.close(CLOSE.tokenExpired, 'token expired');
    else if (mute > pingMs) this.#outlet.ping();
  }

  #wait(backlog: string[], text: string): void {
    if (backlog.length >= this.#host.settings.backlog)
      this.close(CLOSE.busy, 'too many frames before the hello was answered');
    else backlog.push(text);
  }

  #read(text: string): void {
    const waitMs = this.#host.pace.frame(text.length);
    const decoded = this.#host.decodeFrame(text);
    if (!decoded.ok) this.#badFrame(decoded);
    else if (waitMs > 0) this.#hasty(tooFast(waitMs), requestOf(decoded.value));
    else this.#dispatch(decoded.value);
  }

  /** Who goes on and on in spite of being told to wait is sent away, so that no more has to be read. */
  #hasty(refusal: Refusal, request: { broadcastId?: string; ref?: number }): void {
    this.#refuse(refusal, request);
    const enough = this.#state.is === 'new' || ++this.#badFrames >= this.#host.settings.badFrames;
    if (enough) this.close(CLOSE.busy, 'too many frames');
  }

  #badFrame({ refusal, broadcastId, ref }: { refusal: Refusal; broadcastId?: string; ref?: number }): void {
    this.#refuse(refusal, { ...(broadcastId ? { broadcastId } : {}), ...(ref === undefined ? {} : { ref }) });
    if (++this.#badFrames >= this.#host.settings.badFrames)
      this.close(CLOSE.abusive, 'too many unreadable frames');
  }

  #dispatch(message: MessageUp): void {
    if (this.#state.is === 'new') {
      if (message.t === 'hello') void this.#hello(message);
      else this.close(CLOSE.badHello, 'the first frame must be a hello');
      return;
    }
    if (this.#state.is !== 'open') return;
    this.#badFrames = 0;
    switch (message.t) {
      case 'hello':
        this.#refuse(refuse('invalid-input', 'This connection said hello already.'), {});
        return;
      case 'identify':
        void this.#reidentify(message, this.#state);
        return;
      case 'subscribe':
        void this.#subscribe(message, this.#state.actor);
        return;
      case 'unsubscribe':
        this.#subscriptions.stop(message.i);
        return;
      case 'submit':
        void this.#submit(message, this.#state.actor);
        return;
      case 'thread':
        void this.#thread(message, this.#state.actor);
        return;
      case 'presence':
        this.#subscriptions.announce(message.i, this.#state.actor, message.typing);
        return;
      case 'alive':
        this.#outlet.sendUncounted(ALIVE);
    }
  }

  async #hello(hello: HelloUp): Promise<void> {
    if (hello.v !== PROTOCOL_VERSION) {
      this.close(CLOSE.badHello, `this server speaks version ${PROTOCOL_VERSION}`);
      return;
    }
    this.#tenantId = hello.tenantId;
    const backlog: string[] = [];
    this.#state = { is: 'identifying', backlog };
    this.#token = hello.token;
    const who = this.#held(await this.#identify(hello.token));
    if (this.#isOver()) return;
    if (!who.ok) this.#turnAway(who.refusal);
    else {
      this.#open(who, backlog, (actor) => {
        const { clock, settings } = this.#host;
        const info = actorInfo(actor);
        this.#send({
          t: 'hello',
          v: PROTOCOL_VERSION,
          now: clock.now(),
          actor: info,
          ...endOf(who.expiresAt),
          aliveMs: settings.aliveMs,
        });
      });
    }
  }

  #turnAway(refusal: Refusal): void {
    this.#refuse(refusal, {});
    this.close(closeCodeOf(refusal), refusal.code);
  }

  async #reidentify(identify: Identify, before: Extract<State, { is: 'open' }>): Promise<void> {
    const backlog: string[] = [];
    this.#state = { is: 'identifying', backlog };
    const who = await this.#identify(identify.token);
    if (this.#isOver()) return;
    if (who.ok) this.#token = identify.token;
    this.#open(who.ok ? who : { ...before, ok: true }, backlog, (actor) => {
      if (who.ok)
        this.#send({ t: 'identified', ref: identify.ref, actor: actorInfo(actor), ...endOf(who.expiresAt) });
      else this.#refuse(who.refusal, { ref: identify.ref });
    });
  }

  /** From here on it is known who speaks; the answer goes out before what waited is read. */
  #open(
    who: Extract<Identification, { ok: true }>,
    backlog: readonly string[],
    answer: (actor: Actor) => void,
  ): void {
    this.#state = { is: 'open', actor: who.actor, expiresAt: who.expiresAt };
    this.#outlet.belongsTo(who.actor.tenantId);
    answer(who.actor);
    this.#subscriptions.see(eyesOf(who.actor));
    if (this.#recheckDue) void this.recheck();
    for (const text of backlog) {
      // Each frame goes the whole way again: one of them may be an identify of its own.
      this.receive(text);
    }
  }

  async #identify(token: string | undefined): Promise<Identification> {
    const { address, origin, ownOrigin } = this.#from;
    const claim = {
      tenantId: this.#tenantId,
      address,
      origin,
      ownOrigin,
      ...(token === undefined ? {} : { token }),
    };
    try {
      return await this.#host.identity.identify(claim);
    } catch (error) {
      this.#host.log('error', 'identify-failed', { error: String(error) });
      return {
        ok: false,
        refusal: refuse('unavailable', 'The server cannot check who you are just now.', 2000),
      };
    }
  }

  async #subscribe(request: Subscribe, actor: Actor): Promise<void> {
    const waitMs = this.#host.pace.subscribe(actor.tenantId);
    const limited = waitMs > 0 ? tooFast(waitMs) : undefined;
    const key = { tenantId: actor.tenantId, urlId: request.urlId };
    const refusal =
      limited ??
      (await this.#host.access.refuses(actor, key)) ??
      (await this.#subscriptions.start(key, request, actor));
    if (refusal) this.#refuse(refusal, { ref: request.ref });
  }

  async #submit({ i, operation }: Submit, actor: Actor): Promise<void> {
    const { broadcastId } = operation;
    const watched = this.#subscriptions.find(i);
    if (!watched) {
      this.#refuse(notSubscribed(), { broadcastId });
      return;
    }
    const waitMs = this.#host.pace.operation(actor);
    if (waitMs > 0) {
      this.#refuse(tooFast(waitMs), { broadcastId });
      return;
    }
    const outcome = await this.#host.submit({ ...watched, actor, site: this.#outlet.site, operation });
    if (outcome.accepted) this.#send({ t: 'ack', broadcastId, ...outcome.cursor, at: outcome.at });
    else this.#refuse(outcome.refusal, { broadcastId });
  }

  async #thread({ ref, i, id, before }: LoadThread, actor: Actor): Promise<void> {
    const image = this.#subscriptions.find(i)?.image;
    if (!image) {
      this.#refuse(notSubscribed(), { ref });
      return;
    }
    try {
      const { settings, storage } = this.#host;
      const eyes = eyesOf(actor);
      const page = await storage.thread(image, id, before, settings.threadPage, eyes);
      // Who has other eyes by now is told what those see (V1).
      if (this.#state.is === 'open' && eyesKey(eyesOf(this.#state.actor)) !== eyesKey(eyes)) {
        await this.#thread(
          { t: 'thread', ref, i, id, ...(before === undefined ? {} : { before }) },
          this.#state.actor,
        );
        return;
      }
      if (page) {
        this.#outlet.fetched(page.comments.length);
        this.#send({ t: 'thread', ref, id, ...page.cursor, comments: page.comments, earlier: page.earlier });
      } else this.#refuse(refuse('not-found', 'This conversation is gone.'), { ref });
    } catch (error) {
      this.#host.log('warn', 'thread-failed', { error: String(error) });
      this.#refuse(refuse('unavailable', 'The server cannot read this conversation just now.', 2000), {
        ref,
      });
    }
  }

  /** Who comes with a crowd of the same tenant's is told to come back. */
  #held(who: Identification): Identification {
    const waitMs = who.ok ? this.#host.pace.arrival(who.actor.tenantId) : 0;
    return waitMs > 0 ? { ok: false, refusal: tooFast(waitMs) } : who;
  }

  #refuse(error: Refusal, request: { broadcastId?: string; ref?: number }): void {
    this.#host.refused(error.code);
    this.#send({ t: 'refused', ...request, error });
  }

  #send(message: MessageDown): void {
    if (this.#state.is !== 'over') this.#outlet.send(encode(message));
  }

  #isOver(): boolean {
    return this.#state.is === 'over';
  }
}

/** Who has no token is good for ever, which JSON cannot say. */
function endOf(expiresAt: number): { expiresAt?: number } {
  return Number.isFinite(expiresAt) ? { expiresAt } : {};
}
