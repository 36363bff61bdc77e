import type {
  HelloDown,
  HelloUp,
  ImageFacts,
  MessageDown,
  MessageUp,
  Refused,
} from '@imagechat/protocol/messages';
import { PROTOCOL_VERSION } from '@imagechat/protocol/version';
import type { Answer, Reply } from './answer.ts';
import type { Environment, LiveImage, Login } from './api.ts';
import { Connection } from './connection.ts';
import { Emitter } from './emitter.ts';
import type { Http } from './exchange.ts';
import { type HttpRequest, ask, timedOut } from './http.ts';
import { WatchedImage } from './image.ts';
import { ImageHandle } from './image-handle.ts';
import type { Link } from './link.ts';
import type { Outbox } from './outbox.ts';
import { Session } from './session.ts';

interface Watched {
  readonly image: WatchedImage;
  holders: number;
}

/** Joins the line, who one is, and the images of a page: hands each frame to whom it is for. */
export class Page implements Link {
  readonly tenantId: string;
  readonly environment: Environment;
  readonly session: Session;
  readonly connection: Connection;
  /** The line or who one is changed. */
  readonly changes = new Emitter();
  readonly #images = new Map<string, Watched>();
  readonly #requests = new Map<number, (reply: Reply | undefined) => void>();
  #lastRef = 0;
  /** The token last told to the server on this line. */
  #said: string | undefined;
  /** Server time minus the environment's, in ms. */
  #ahead = 0;

  constructor(tenantId: string, environment: Environment, login?: Login) {
    this.tenantId = tenantId;
    this.environment = environment;
    this.session = new Session(this, login);
    this.connection = new Connection(this);
  }

  serverNow(): number {
    return this.environment.now() + this.#ahead;
  }

  /** A grip on an image; all of one image share one subscription. */
  watch(urlId: string, facts: ImageFacts | undefined): LiveImage {
    let watched = this.#images.get(urlId);
    if (!watched) {
      const image = new WatchedImage(this, urlId, facts, () => this.#sweep());
      watched = { image, holders: 0 };
      this.#images.set(urlId, watched);
      this.connection.start();
      if (this.connection.state.is === 'live') image.live();
    }
    const { image } = watched;
    image.facts ??= facts;
    watched.holders++;
    return new ImageHandle(image, this.environment, () => {
      watched.holders--;
      this.#sweep();
    });
  }

  close(): void {
    for (const { image } of this.#images.values()) image.close();
    this.#images.clear();
    this.connection.stop();
  }

  async ask(path: string, body?: unknown, wanted = () => true, http?: Http): Promise<Answer> {
    if (this.session.stale) await this.session.renew();
    // Renewing takes its time: what ended meanwhile is not sent any more (O4).
    if (!wanted()) return { ok: false, refusal: timedOut(), reached: true };
    const { token } = this.session;
    const method = body === undefined ? 'GET' : 'POST';
    const full = `/v1/tenants/${encodeURIComponent(this.tenantId)}/${path}`;
    const request = {
      method,
      path: full,
      ...(token ? { token } : {}),
      ...(body === undefined ? {} : { body }),
    } as const;
    return this.exchange(request, http);
  }

  /** One HTTP exchange; whether it reached the server is what offline means (O4). */
  async exchange(request: HttpRequest, http?: Http): Promise<Answer> {
    const answer = await ask(this.environment, request, http);
    this.connection.reached(answer.ok || answer.reached);
    return answer;
  }

  send(message: MessageUp): void {
    this.connection.send(message);
  }

  request(make: (ref: number) => MessageUp, answered: (reply: Reply | undefined) => void): void {
    const ref = ++this.#lastRef;
    this.#requests.set(ref, answered);
    if (this.connection.send(make(ref))) return;
    this.#requests.delete(ref);
    answered(undefined);
  }

  // What the connection tells.

  hello(): HelloUp {
    const { token } = this.session;
    return { t: 'hello', v: PROTOCOL_VERSION, tenantId: this.tenantId, ...(token ? { token } : {}) };
  }

  live(hello: HelloDown, said: HelloUp): void {
    this.#said = said.token;
    this.#ahead = hello.now - this.environment.now();
    this.session.greet(hello.actor, said.token, hello.expiresAt);
    this.tokenChanged();
    for (const { image } of [...this.#images.values()]) image.live();
  }

  cut(): void {
    const watched = [...this.#images.values()];
    for (const { image } of watched) image.cut();
    const waiting = [...this.#requests.values()];
    this.#requests.clear();
    for (const answered of waiting) answered(undefined);
    for (const { image } of watched) image.outbox.cut();
    this.#sweep();
  }

  ticked(): void {
    this.session.keepGood(this.serverNow());
  }

  changed(): void {
    const { state } = this.connection;
    if (state.is === 'stopped')
      for (const { image } of this.#images.values()) image.outbox.close(state.refusal);
    this.changes.emit();
  }

  received(message: MessageDown): void {
    switch (message.t) {
      case 'events':
        this.#numbered(message.i)?.events(message.e);
        break;
      case 'ack': {
        const { broadcastId, epoch, seq, at } = message;
        this.#ownerOf((outbox) => outbox.accept(broadcastId, { cursor: { epoch, seq }, at }));
        break;
      }
      case 'refused':
        this.#refused(message);
        break;
      case 'subscribed':
      case 'thread':
        this.#reply(message.ref, message);
        break;
      case 'identified':
        // Unasked: what one may do was changed.
        if (message.ref) this.#reply(message.ref, message);
        else this.session.greet(message.actor, this.session.token);
        break;
      case 'reset':
        this.#numbered(message.i)?.reset(message, message.conversations);
        break;
      case 'unsubscribed':
        this.#numbered(message.i)?.ended(message.error);
        break;
      case 'presence':
        this.#numbered(message.i)?.presence(message);
        break;
      case 'hello':
      case 'alive':
        break;
      default:
        // A frame newer than this code is ignored (W7). The compiler asks for those it knows.
        message satisfies never;
    }
  }

  // What the session tells.

  actorChanged(): void {
    for (const { image } of this.#images.values()) image.actorChanged();
    this.changes.emit();
  }

  tokenChanged(): void {
    const { token } = this.session;
    if (token === undefined || token === this.#said || this.connection.state.is !== 'live') return;
    this.#said = token;
    this.request(
      (ref) => ({ t: 'identify', ref, token }),
      (reply) => {
        if (reply?.t === 'identified') this.session.greet(reply.actor, token, reply.expiresAt);
        // The next hello says it again, and finds out whether the token is good.
        if (reply?.t === 'refused') this.connection.reconnect();
      },
    );
  }

  #refused(message: Refused): void {
    const { broadcastId, ref, error } = message;
    if (broadcastId !== undefined) this.#ownerOf((outbox) => outbox.refuse(broadcastId, error));
    else if (ref !== undefined) this.#reply(ref, message);
  }

  #reply(ref: number, reply: Reply): void {
    const answered = this.#requests.get(ref);
    this.#requests.delete(ref);
    answered?.(reply);
  }

  /** Results are for whoever sent the operation and for nobody else (CONTRACT §1.4). */
  #ownerOf(takes: (outbox: Outbox) => boolean): void {
    for (const { image } of this.#images.values()) if (takes(image.outbox)) return;
  }

  #numbered(i: number): WatchedImage | undefined {
    for (const { image } of this.#images.values()) if (image.number === i) return image;
    return undefined;
  }

  /** Lets go of images nobody holds, once nothing of theirs is under way; without images the line closes. */
  #sweep(): void {
    for (const [urlId, { image, holders }] of [...this.#images]) {
      if (holders > 0 || image.outbox.busy || image.number === 'soon') continue;
      this.#images.delete(urlId);
      image.close();
    }
    if (this.#images.size === 0) this.connection.stop();
  }
}
