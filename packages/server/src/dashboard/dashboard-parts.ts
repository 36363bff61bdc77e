import type { Hub } from '@imagechat/core/hub';
import { type Management, mayManage } from '@imagechat/core/management';
import type { AccountStore, SignedInAccount } from '@imagechat/core/ports/accounts';
import type { Overview } from '@imagechat/core/ports/overview';
import type { TenantStore } from '@imagechat/core/ports/tenants';
import type { Role } from '@imagechat/protocol/dashboard';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import type { Context } from 'hono';
import type { ApiParts, HttpEnv } from '../http/http-env.ts';
import { newAct } from '../identity/new-act.ts';
import { addressHash } from '../identity/person-marks.ts';
import type { RecentUsage } from '../usage/recent-usage.ts';
import { readCookie } from './cookie.ts';
import { secretHash } from './one-time-link.ts';
import type { Passwords } from './passwords.ts';

/** What the dashboard's routes stand on. */
export interface DashboardParts
  extends Pick<
    ApiParts,
    'audit' | 'bans' | 'clock' | 'groups' | 'limiter' | 'log' | 'people' | 'secret' | 'usage'
  > {
  readonly hub: Pick<Hub, 'submit' | 'thread' | 'snapshot' | 'viewers' | 'revoke'>;
  readonly overview: Overview;
  readonly accounts: AccountStore;
  readonly tenants: TenantStore;
  readonly passwords: Passwords;
  /** The last minutes. */
  readonly recent: Pick<RecentUsage, 'of'>;
}

/** Who asks about a tenant, and as what. */
export interface Manager extends SignedInAccount {
  readonly tenantId: string;
  readonly role: Role;
}

/** An answer that may be a refusal. */
export type Asked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

/** Who is signed in; undefined when nobody is. */
export async function signedIn(
  { accounts, clock }: Pick<DashboardParts, 'accounts' | 'clock'>,
  c: Context<HttpEnv>,
): Promise<SignedInAccount | undefined> {
  const cookie = readCookie(c.req.raw, c.env);
  return cookie === undefined ? undefined : accounts.session(secretHash(cookie), clock.now());
}

/** What an account is in a tenant; undefined when it has nothing to do there. */
export function roleIn({ account, memberships }: SignedInAccount, tenantId: string): Role | undefined {
  if (account.isOwner) return 'owner';
  return memberships.find((each) => each.tenantId === tenantId)?.role;
}

/**
 * Who asks, if the permission table lets them do this in the tenant. Refusals: `invalid-token` when nobody is signed in, `not-found` for a
 * tenant that is not theirs, whether or not there is one, `not-allowed`.
 */
export async function manager(
  parts: Pick<DashboardParts, 'accounts' | 'clock' | 'tenants'>,
  c: Context<HttpEnv>,
  tenantId: string,
  what: Management,
): Promise<Asked<Manager>> {
  const who = await signedIn(parts, c);
  if (!who) return { ok: false, refusal: refuse('invalid-token', 'Sign in first.') };
  const role = roleIn(who, tenantId);
  const exists = role === 'owner' ? (await parts.tenants.find(tenantId)) !== undefined : role !== undefined;
  if (!role || !exists) return { ok: false, refusal: refuse('not-found', 'There is no such site here.') };
  if (!mayManage(role, what))
    return { ok: false, refusal: refuse('not-allowed', 'You may not do that here.') };
  return { ok: true, value: { ...who, tenantId, role } };
}

/** The actor id of an account: no other kind of id begins so. */
export function actorIdOf(accountId: string): string {
  return `@${accountId}`;
}

/** Writes an act into the audit log; '' is the tenant of what concerns none. */
export async function noteAct(
  { audit, clock, secret }: Pick<DashboardParts, 'audit' | 'clock' | 'secret'>,
  c: Context<HttpEnv>,
  act: {
    readonly tenantId: string;
    readonly accountId: string;
    readonly action: string;
    readonly subject: string;
    readonly detail?: string;
  },
): Promise<void> {
  const { accountId, detail = '', ...rest } = act;
  const addressed = addressHash(c.env.address, secret);
  await audit.write(
    newAct({ ...rest, detail, by: actorIdOf(accountId), at: clock.now(), addressHash: addressed }),
  );
}
