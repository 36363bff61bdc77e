import type { Actor } from '@imagechat/core/access';
import type { AccountStore } from '@imagechat/core/ports/accounts';
import { type Exclusions, type SignOut, laterSignOut } from '@imagechat/core/ports/bans';
import type { Clock } from '@imagechat/core/ports/clock';
import type { Claim, Identification, Identity } from '@imagechat/core/ports/identity';
import type { PeopleStore } from '@imagechat/core/ports/people';
import { type Tenant, settingsOf } from '@imagechat/core/ports/tenants';
import { underSettings } from '@imagechat/core/withheld';
import { isId } from '@imagechat/protocol/ids';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { originAllowed } from './domains.ts';
import type { KnownTenants } from './known-tenants.ts';
import { accountActor, roleIn } from './managers.ts';
import { addressHash, standsFor } from './person-marks.ts';
import { type TokenContents, readToken } from './token.ts';

/** What identities are read from. */
export interface IdentityParts {
  readonly tenants: KnownTenants;
  readonly people: Pick<PeopleStore, 'find'>;
  /** Whose tokens the dashboard hands out: they are good while a session of it is. */
  readonly accounts: Pick<AccountStore, 'session'>;
  /** Signs session tokens and salts addresses; the same for the life of the database. */
  readonly secret: string;
  readonly clock: Pick<Clock, 'now'>;
}

/** Who never showed a token: may look, as the permission table says, until an operation asks for a name. */
const NOBODY = { kind: 'visitor', groupIds: [], verified: false } as const;

/** A tenant whose page asks, with what the tenant holds against some; or why it may not. */
export type AskedTenant =
  | { readonly ok: true; readonly tenant: Tenant; readonly exclusions: Exclusions }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Says who holds a session token, from memory: bans, settings and domains as they are now, the rest from the token. The dashboard's people, who are few,
 * are asked for each time.
 */
export class SessionIdentity implements Identity {
  readonly #parts: IdentityParts;

  constructor(parts: IdentityParts) {
    this.#parts = parts;
  }

  async identify(claim: Claim): Promise<Identification> {
    const asked = await this.tenantOf(claim);
    if (!asked.ok) return asked;
    const { tenant, exclusions } = asked;
    if (claim.token === undefined) {
      const nobody = underSettings(
        { ...NOBODY, tenantId: tenant.id, id: '', name: '' },
        'anonymous',
        settingsOf(tenant),
      );
      return { ok: true, actor: nobody, expiresAt: Number.POSITIVE_INFINITY };
    }
    const contents = await this.readOwn(claim);
    if (!contents || contents.expiresAt <= this.#parts.clock.now() || this.isSignedOut(contents, exclusions))
      return { ok: false, refusal: refuse('invalid-token', 'This session is over. Ask for a new one.') };
    return this.admit(contents, asked, claim);
  }

  /** True for a session from before its actor was signed out, or its rights were changed. */
  isSignedOut({ id, issuedAt }: TokenContents, exclusions: Exclusions): boolean {
    const out = this.signOutOf(id, exclusions);
    return out !== undefined && issuedAt < out.before;
  }

  /** The last sign-out of an actor, who may have been erased since. */
  signOutOf(id: string, { signOuts }: Exclusions): SignOut | undefined {
    const isTheirs = standsFor(id, this.#parts.secret);
    return signOuts
      .filter(({ actorId }) => isTheirs(actorId))
      .reduce(laterSignOut, undefined as SignOut | undefined);
  }

  forget(tenantId: string): void {
    this.#parts.tenants.forget(tenantId);
  }

  /** The actor a session stands for, unless it is banned. */
  async admit(
    contents: TokenContents,
    { tenant, exclusions }: Extract<AskedTenant, { ok: true }>,
    { address }: Claim,
  ): Promise<Identification> {
    if (contents.via === 'dashboard') return this.#admitManager(contents, tenant);
    const { clock, secret } = this.#parts;
    const now = clock.now();
    const isTheirs = standsFor(contents.id, secret);
    const hash = address === undefined ? undefined : addressHash(address, secret);
    const bans = exclusions.bans.filter(
      ({ subject, until }) =>
        (until === null || until > now) &&
        (subject.kind === 'actor' ? isTheirs(subject.actorId) : subject.addressHash === hash),
    );
    if (bans.some(({ shadow }) => !shadow))
      return { ok: false, refusal: refuse('banned', 'You may not take part here.') };
    const naming = contents.via === 'sso' ? undefined : (contents.via ?? 'anonymous');
    const actor = underSettings(await this.#actorOf(contents), naming, settingsOf(tenant));
    return {
      ok: true,
      actor: bans.length > 0 ? { ...actor, shadowed: true } : actor,
      expiresAt: contents.expiresAt,
    };
  }

  /** The tenant a claim is about. No browser, no origin: then there is no page whose domain could be checked. */
  async tenantOf({ tenantId, origin, ownOrigin }: Claim): Promise<AskedTenant> {
    const { tenants } = this.#parts;
    const tenant = isId(tenantId) ? await tenants.find(tenantId) : undefined;
    if (!tenant)
      return { ok: false, refusal: refuse('invalid-tenant', 'There is no such tenant. Check the tenantId.') };
    if (origin === null || originAllowed(origin, ownOrigin, tenant.domains))
      return { ok: true, tenant, exclusions: await tenants.exclusions(tenant.id) };
    const sentence = 'This domain is not on the list of domains of this tenant. Its owner can add it.';
    return { ok: false, refusal: refuse('domain-unauthorized', sentence) };
  }

  /**
   * A token of the claim's tenant and origin, expired or not. Browsers leave the origin out of plain requests to a page's own server, so a claim
   * without one is not compared: a browser on a foreign page always tells it.
   */
  async readOwn({ token, tenantId, origin }: Claim): Promise<TokenContents | undefined> {
    if (token === undefined) return undefined;
    const contents = await readToken(token, this.#parts.secret);
    if (contents?.tenantId !== tenantId) return undefined;
    return origin === null || contents.origin === origin ? contents : undefined;
  }

  /** Somebody of the dashboard, as what they are in the tenant by now; bans are for those they stand over. */
  async #admitManager({ expiresAt, session = '' }: TokenContents, tenant: Tenant): Promise<Identification> {
    const who = await this.#parts.accounts.session(session, this.#parts.clock.now());
    const role = who && roleIn(who, tenant.id);
    if (!who || !role)
      return { ok: false, refusal: refuse('invalid-token', 'This session is over. Sign in again.') };
    const actor = underSettings(accountActor(who.account, role, tenant.id), undefined, settingsOf(tenant));
    return { ok: true, actor, expiresAt };
  }

  async #actorOf(contents: TokenContents): Promise<Actor> {
    const { tenantId, id, name, kind = 'visitor', avatar, label, via, groupIds = [] } = contents;
    const groups =
      groupIds === 'stored' ? ((await this.#parts.people.find(tenantId, id))?.groupIds ?? []) : groupIds;
    return {
      tenantId,
      id,
      name,
      kind,
      groupIds: groups,
      verified: via === 'sso',
      ...(avatar === undefined ? {} : { avatar }),
      ...(label === undefined ? {} : { label }),
    };
  }
}
