import type { Hub } from '@imagechat/core/hub';
import { type Management, mayManage } from '@imagechat/core/management';
import type { AccountStore, SignedInAccount } from '@imagechat/core/ports/accounts';
import type { Archive } from '@imagechat/core/ports/archive';
import type { JudgeStore } from '@imagechat/core/ports/judges';
import type { Overview } from '@imagechat/core/ports/overview';
import type { PasskeyStore } from '@imagechat/core/ports/passkeys';
import type { Storage } from '@imagechat/core/ports/storage';
import type { TenantStore } from '@imagechat/core/ports/tenants';
import type { WebhookStore } from '@imagechat/core/ports/webhooks';
import type { Role } from '@imagechat/protocol/dashboard';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import type { Context } from 'hono';
import type { CommentJudge } from '../effects/comment-judge.ts';
import type { SendSettings } from '../effects/send-post.ts';
import type { WebhookCourier } from '../effects/webhook-courier.ts';
import type { ApiParts, HttpEnv } from '../http/http-env.ts';
import { actorIdOf, roleIn } from '../identity/managers.ts';
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
    | 'audit'
    | 'bans'
    | 'clock'
    | 'groups'
    | 'index'
    | 'limiter'
    | 'log'
    | 'people'
    | 'personFiles'
    | 'secret'
    | 'uploads'
    | 'usage'
  > {
  readonly hub: Pick<Hub, 'submit' | 'thread' | 'snapshot' | 'viewers' | 'revoke' | 'renamed'>;
  readonly overview: Overview;
  readonly accounts: AccountStore;
  readonly passkeys: PasskeyStore;
  readonly webhooks: WebhookStore;
  readonly judges: JudgeStore;
  readonly judge: Pick<CommentJudge, 'test' | 'follow'>;
  readonly courier: Pick<WebhookCourier, 'test' | 'follow'>;
  readonly sendSettings: SendSettings;
  /** The name of this life of the logs (E1). */
  readonly epoch: string;
  readonly archive: Archive;
  readonly storage: Pick<Storage, 'snapshot'>;
  readonly tenants: TenantStore;
  readonly passwords: Passwords;
  /** To be called once something of a tenant was changed here: live connections follow at once. */
  readonly tenantChanged: (tenantId: string) => void;
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

/** How lately one must have signed in to change how one signs in, in ms. */
const FRESH_MS = 10 * 60_000;

/** True while somebody signed in so lately that it is still them who sits there. @param now in ms */
export function isFresh({ since }: SignedInAccount, now: number): boolean {
  return now - since < FRESH_MS;
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

/** Sessions of an account are over: its widgets, wherever they are open, are looked at again at once. */
export async function sessionsEnded(
  { hub, tenants }: Pick<DashboardParts, 'hub' | 'tenants'>,
  { account, memberships }: SignedInAccount,
): Promise<void> {
  const ids = account.isOwner
    ? (await tenants.list()).map(({ id }) => id)
    : memberships.map(({ tenantId }) => tenantId);
  for (const tenantId of ids) hub.revoke({ tenantId, actorId: actorIdOf(account.id) });
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
