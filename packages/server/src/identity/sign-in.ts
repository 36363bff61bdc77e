import type { Actor } from '@imagechat/core/access';
import type { BanStore } from '@imagechat/core/ports/bans';
import type { Claim } from '@imagechat/core/ports/identity';
import type { Log } from '@imagechat/core/ports/log';
import type { PeopleStore, Person, Profile } from '@imagechat/core/ports/people';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import type { Decoded } from '@imagechat/protocol/schemas/decode';
import { addressHash, avatarKey, shownName } from './person-marks.ts';
import { SSO_AGE_MS } from './secure-sso.ts';
import type { AskedTenant, IdentityParts, SessionIdentity } from './session-identity.ts';
import { type SignOn, readSignOn } from './sign-on.ts';
import { type TokenContents, signToken } from './token.ts';

/** How long a session token is good, in ms. */
export const TOKEN_MS = 12 * 3_600_000;

/** How long after it was made a visitor's token can still be exchanged for a new one of the same visitor, in ms. */
const RENEWABLE_MS = 400 * 86_400_000;

/** Longest list of groups, as JSON, that a token carries. */
const MOST_GROUPS_TEXT = 600;

/** What sessions are made of. */
export interface SignInParts extends IdentityParts {
  readonly identity: SessionIdentity;
  readonly people: PeopleStore;
  readonly bans: Pick<BanStore, 'signOut'>;
  readonly log: Log;
  /** Fills all of the bytes with random values. */
  readonly random: (bytes: Uint8Array) => void;
  /** What an actor may do is another thing from now on: whoever holds older sessions is to be looked at again. */
  readonly rightsChanged: (tenantId: string, actorId: string) => void;
}

/** Asks for a session: from where, as whom, with the token one had before. */
export interface SessionRequest extends Claim, SignOn {
  readonly name?: string;
}

/** A session, or why there is none. `expiresAt` in ms, server time. */
export type SessionAnswer =
  | { readonly ok: true; readonly token: string; readonly actor: Actor; readonly expiresAt: number }
  | { readonly ok: false; readonly refusal: Refusal };

type Asked = Extract<AskedTenant, { ok: true }>;

/** What of a session follows from who signs in. */
type Who = Omit<TokenContents, 'tenantId' | 'origin' | 'issuedAt' | 'expiresAt'>;

/** Exchanges proofs of the tenant, words of a page, a pass of the dashboard, or a name, for a session. */
export class SignIn {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /**
   * Makes a session. Single sign-on data says who it is; without any, a token of this tenant and origin, expired or not, goes on
   * being the same actor, and a visitor keeps the name unless a new one is given. A token that is no good is ignored: then it is a new visitor.
   * Refusals: those of the identity port, `malformed-sso`.
   */
  async open(request: SessionRequest): Promise<SessionAnswer> {
    const { clock, identity, secret } = this.#parts;
    const asked = await identity.tenantOf(request);
    if (!asked.ok) return asked;
    const manager = await this.#manager(request);
    const who: Decoded<Who> = manager ? { ok: true, value: manager } : await this.#who(request, asked);
    if (!who.ok) return who;
    const issuedAt = clock.now();
    const contents: TokenContents = {
      ...who.value,
      tenantId: asked.tenant.id,
      origin: request.origin ?? '',
      issuedAt,
      // Tokens end at whole seconds.
      expiresAt: Math.floor((issuedAt + TOKEN_MS) / 1000) * 1000,
    };
    const admitted = await identity.admit(contents, asked, request);
    if (!admitted.ok) return admitted;
    const { actor, expiresAt } = admitted;
    return { ok: true, token: await signToken(contents, secret), actor, expiresAt };
  }

  async #who(request: SessionRequest, asked: Asked): Promise<Decoded<Who>> {
    const { clock, identity } = this.#parts;
    const { tenant, exclusions } = asked;
    const secrets = tenant.secrets.filter(({ revokedAt }) => revokedAt === null).map(({ secret }) => secret);
    const now = clock.now();
    const signedOn = await readSignOn(request, tenant.id, secrets, now);
    if (!signedOn.ok) return signedOn;
    const token = await identity.readOwn(request);
    const before = token && this.#renewable(token, asked) ? token : undefined;
    const { value } = signedOn;
    if (value?.via === 'sso') {
      const id = `${tenant.id}:${value.user.id}`;
      const out = identity.signOutOf(id, exclusions);
      if (out?.final && value.signedAt < out.before) return { ok: false, refusal: signedOutSince() };
      const person = await this.#enter(request, {
        id,
        profile: value.user.profile,
        signedAt: value.signedAt,
      });
      return { ok: true, value: ssoUser(person, now) };
    }
    if (value?.via === 'simple-sso') {
      const id = before?.via === 'simple-sso' ? before.id : `~${this.#randomId()}`;
      const person = await this.#enter(request, { id, profile: value.profile, signedAt: now });
      return { ok: true, value: { ...shown(person), via: 'simple-sso' } };
    }
    if (before?.via === 'sso') {
      const person = await this.#parts.people.find(tenant.id, before.id);
      if (person) return { ok: true, value: ssoUser(person, before.loginAt ?? 0) };
    }
    // A user does not turn into a visitor behind its own back.
    if (token?.via === 'sso') return { ok: false, refusal: sessionOver() };
    return { ok: true, value: await this.#visitor(request, before) };
  }

  /** Somebody of the dashboard, by what it handed out for its own page or by a session made of that; whether that is still good is asked next. */
  async #manager(request: SessionRequest): Promise<Who | undefined> {
    for (const token of [request.ssoToken, request.token]) {
      const contents =
        token === undefined ? undefined : await this.#parts.identity.readOwn({ ...request, token });
      if (contents?.via !== 'dashboard' || contents.session === undefined) continue;
      const { id, name, session } = contents;
      return { id, name, via: 'dashboard', session };
    }
    return undefined;
  }

  /** Who gave a name, or will. */
  async #visitor(request: SessionRequest, before: TokenContents | undefined): Promise<Who> {
    const id = before?.id ?? this.#randomId();
    const name = request.name ?? before?.name ?? '';
    if (request.name !== undefined) {
      const rights = { groupIds: [], isAdmin: false, isModerator: false, verified: false };
      const profile: Profile = { username: request.name, displayName: null, ...rights };
      // Nothing of the session depends on it: a visitor need not wait for the disk, and comes in also while it cannot be written.
      this.#enter(request, { id, profile, signedAt: this.#parts.clock.now() }).catch((error: unknown) =>
        this.#parts.log('warn', 'visitor-not-kept', { error: String(error) }),
      );
    }
    if (before?.via === undefined) return { id, name };
    const { via, avatar, label } = before;
    return {
      id,
      name,
      via,
      ...(avatar === undefined ? {} : { avatar }),
      ...(label === undefined ? {} : { label }),
    };
  }

  /** True when the old token may be exchanged without another proof. */
  #renewable(token: TokenContents, { exclusions }: Asked): boolean {
    const now = this.#parts.clock.now();
    const out = this.#parts.identity.signOutOf(token.id, exclusions);
    if (out?.final && token.issuedAt < out.before) return false;
    return token.via === 'sso'
      ? now - (token.loginAt ?? 0) < SSO_AGE_MS
      : now - token.issuedAt < RENEWABLE_MS;
  }

  /** Keeps what is told of a person; sessions with other rights are over (a change of rights takes effect on live sockets). */
  async #enter(
    { tenantId, address }: Claim,
    { id, profile, signedAt }: { id: string; profile: Profile; signedAt: number },
  ): Promise<Person> {
    const { bans, clock, people, rightsChanged, secret, tenants } = this.#parts;
    const at = clock.now();
    const { avatar } = profile;
    const { person, before } = await people.signIn({
      tenantId,
      id,
      profile,
      ...(avatar === undefined ? {} : { avatarKey: avatar === null ? null : avatarKey(avatar) }),
      addressHash: address === undefined ? null : addressHash(address, secret),
      signedAt,
      at,
    });
    if (before && rightsOf(before) !== rightsOf(person)) {
      await bans.signOut(tenantId, { actorId: id, before: at, final: false });
      tenants.forget(tenantId);
      rightsChanged(tenantId, id);
    }
    return person;
  }

  #randomId(): string {
    const bytes = new Uint8Array(16);
    this.#parts.random(bytes);
    return bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
  }
}

function ssoUser(person: Person, loginAt: number): Who {
  const { groupIds, isAdmin, isModerator } = person;
  const fits = JSON.stringify(groupIds).length <= MOST_GROUPS_TEXT;
  const kind = isAdmin ? 'admin' : isModerator ? 'moderator' : 'user';
  return { ...shown(person), via: 'sso', kind, groupIds: fits ? groupIds : 'stored', loginAt };
}

function shown(person: Person): Pick<Who, 'id' | 'name' | 'avatar' | 'label'> {
  const { id, avatarKey: avatar, displayLabel: label } = person;
  return {
    id,
    name: shownName(person),
    ...(avatar === null ? {} : { avatar }),
    ...(label === null ? {} : { label }),
  };
}

/** What of a person decides what it may do, as one text. */
function rightsOf({ isAdmin, isModerator, groupIds, verified }: Person): string {
  return JSON.stringify([isAdmin, isModerator, verified, groupIds && [...groupIds].sort()]);
}

function sessionOver(): Refusal {
  return refuse('invalid-token', 'This session is over. Sign in again.');
}

function signedOutSince(): Refusal {
  return refuse('malformed-sso', 'This sign-in is from before the user was signed out: sign in again.');
}
