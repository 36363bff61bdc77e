import type { ActorInfo } from '@imagechat/protocol/actor';
import type { Refusal } from '@imagechat/protocol/refusal';
import type { Answer } from './answer.ts';
import type { Environment, Login } from './api.ts';
import type { Author } from './author.ts';
import { type HttpRequest, inTime, isFields, unavailable } from './http.ts';

/** How long before its end a token is renewed, in ms. */
const SOON_MS = 300_000;

/** What a session needs of its client. */
export interface SessionOwner {
  readonly tenantId: string;
  readonly environment: Environment;
  exchange(request: HttpRequest): Promise<Answer>;
  /** Who one is changed, or is shown differently. */
  actorChanged(): void;
  /** There is a new token to speak with; called before any promise about it resolves. */
  tokenChanged(): void;
}

/** Who speaks for this page: the token, what the server said it stands for, and a name on its way. */
export class Session {
  readonly #owner: SessionOwner;
  #token: string | undefined;
  #actor: ActorInfo | null = null;
  #shown: ActorInfo | null = null;
  /** The name shown until the server took or refused it. */
  #name: string | undefined;
  #naming: Promise<Refusal | undefined> | undefined;
  #renewing: Promise<Refusal | undefined> | undefined;
  readonly #login: Login | undefined;
  /** Server time in ms at which the token ends, as far as known. */
  #expiresAt = Infinity;
  /** The token is no longer good and must be renewed before it is used again. */
  stale: boolean;

  /** With a `login` there is no token before it was exchanged, and none outlives the page: who is logged in is the page's to say. */
  constructor(owner: SessionOwner, login: Login | undefined) {
    this.#owner = owner;
    this.#login = login;
    this.stale = !!login;
  }

  /** The token to speak with; another tab may have stored a newer one. */
  get token(): string | undefined {
    if (!this.#login) this.#token = this.#owner.environment.tokens.load() ?? this.#token;
    return this.#token || undefined;
  }

  /** Who one is, under the name just given; null while unknown. */
  get actor(): ActorInfo | null {
    return this.#shown;
  }

  /** Names through whose eyes this page sees (V1): who one is, and as what. */
  get eyes(): string {
    return this.#actor ? `${this.#actor.kind}/${this.#actor.id}` : '';
  }

  /** Whose name stands on what is written now. */
  get author(): Author {
    const { id: by = '', name = '', avatar } = this.#actor ?? {};
    return { by, name: this.#name ?? name, ...(avatar && { avatar }) };
  }

  /** Settles when no name is on its way any more, with the refusal of the last one; undefined when none is. */
  get naming(): Promise<Refusal | undefined> | undefined {
    return this.#naming;
  }

  /** The server said who `token` stands for; ignored when that is not the token in use. */
  greet(actor: ActorInfo, token: string | undefined, expiresAt?: number): void {
    if (token !== this.token) return;
    if (expiresAt) this.#expiresAt = expiresAt;
    this.#actor = actor;
    this.#show();
  }

  /** Renews a token that ends soon, so that the line need not be closed for it. `now` is server time in ms. */
  keepGood(now: number): void {
    if (now + SOON_MS > this.#expiresAt) void this.renew();
  }

  /** Takes a name: shown at once, true when the server says so, within 10 s. Refusals: `username-taken`, `offline`, `timed-out` … */
  setName(name: string): Promise<Refusal | undefined> {
    this.#name = name;
    this.#show();
    const before = this.#naming ?? Promise.resolve(undefined);
    const naming: Promise<Refusal | undefined> = before
      .then(() => this.#fetch(name))
      .then((refusal) => {
        if (this.#naming === naming) {
          this.#naming = undefined;
          this.#name = undefined;
          this.#show();
        }
        return refusal;
      });
    this.#naming = naming;
    return naming;
  }

  /** Gets a new token for a stale one. When the server will not renew it one goes on as a visitor who looks. */
  renew(): Promise<Refusal | undefined> {
    this.#renewing ??= this.#fetch().then((refusal) => {
      this.#renewing = undefined;
      return refusal?.code === 'invalid-token' ? undefined : refusal;
    });
    return this.#renewing;
  }

  async #fetch(name?: string): Promise<Refusal | undefined> {
    const { tenantId } = this.#owner;
    const { token } = this;
    // JSON leaves out what is undefined. The token goes on for what it was made of.
    const body = { tenantId, name, token, ...(token ? {} : this.#login) };
    const answer = await inTime(
      this.#owner.environment,
      this.#owner.exchange({ method: 'POST', path: '/v1/session', body }),
    );
    if (!answer.ok) {
      const { refusal } = answer;
      if (refusal.code !== 'invalid-token') return refusal;
      this.#keep('');
      return token && (this.#login || name !== undefined) ? this.#fetch(name) : refusal;
    }
    const { token: fresh, actor, expiresAt } = answer.body;
    if (typeof fresh !== 'string' || !isFields(actor)) return unavailable();
    this.#keep(fresh);
    this.#actor = actor as unknown as ActorInfo;
    this.#expiresAt = Number(expiresAt);
    this.#show();
    this.#owner.tokenChanged();
    return undefined;
  }

  #keep(token: string): void {
    this.stale = false;
    this.#token = token;
    if (!this.#login) this.#owner.environment.tokens.save(token);
  }

  #show(): void {
    const actor = this.#actor;
    this.#shown = actor && this.#name !== undefined ? { ...actor, name: this.#name } : actor;
    this.#owner.actorChanged();
  }
}
