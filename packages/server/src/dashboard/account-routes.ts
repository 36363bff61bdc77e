import type { Account, OneTimeLink, SignedInAccount } from '@imagechat/core/ports/accounts';
import type { Passkey } from '@imagechat/core/ports/passkeys';
import { tooFast } from '@imagechat/core/too-fast';
import {
  type LinkMeans,
  type Me,
  type MyTenant,
  PASSKEY_NAME_MOST,
  PASSWORD,
  passwordFault,
} from '@imagechat/protocol/dashboard';
import { newId } from '@imagechat/protocol/ids';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { id } from '@imagechat/protocol/schemas/fields';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { HttpEnv } from '../http/http-env.ts';
import { readBody } from '../http/read-input.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import { isDomain } from '../identity/domains.ts';
import { roleIn } from '../identity/managers.ts';
import { readCookie, sessionCookie } from './cookie.ts';
import { type Asked, type DashboardParts, noteAct, sessionsEnded, signedIn } from './dashboard-parts.ts';
import { newSecret, secretHash } from './one-time-link.ts';
import { checkMade, placeOf } from './passkey-ceremony.ts';
import { madePasskey } from './passkey-schemas.ts';

/** How long one stays signed in, in ms. */
const SESSION_MS = 14 * 24 * 3600 * 1000;

const text = (most: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(most));
/** What one signs in with. */
export const loginText = v.pipe(
  text(320),
  v.toLowerCase(),
  v.regex(/^[^\s@]+@[^\s@]+$/, 'invalid-input: this is no email address.'),
);
/** The secret of a one-time link. */
export const linkSecret = v.pipe(v.string(), v.maxLength(100));
/** A password as it is sent; what is wrong with it is said later. */
export const password = v.pipe(v.string(), v.maxLength(PASSWORD.most * 2));
/** What somebody is called. */
export const personName = text(100);
/** Somebody new, with one of the two ways of signing in. */
const person = {
  ...{ name: personName, login: loginText },
  password: v.exactOptional(password),
  passkey: v.exactOptional(madePasskey),
  passkeyName: v.exactOptional(text(PASSKEY_NAME_MOST)),
};
type NewPerson = v.InferOutput<v.ObjectSchema<typeof person, undefined>>;
const domain = v.pipe(
  text(253),
  v.toLowerCase(),
  v.check(isDomain, 'invalid-input: a domain looks like example.com or *.example.com.'),
);

/** What a tenant can be called. */
export const tenantName = text(100);
/** Where a tenant's pages can live. */
export const tenantDomains = v.pipe(v.array(domain), v.maxLength(100));
/** A tenant as one is made in the dashboard. */
export const newTenantBody = v.object({ id, name: tenantName, domains: tenantDomains });
const linkBody = v.object({ link: linkSecret });
const signInBody = v.object({ login: v.pipe(v.string(), v.maxLength(320)), password });
const setupBody = v.object({ link: linkSecret, ...person, tenant: newTenantBody });
/** Without a person it is who is signed in that accepts. */
const acceptBody = v.object({ link: linkSecret, person: v.exactOptional(v.object(person)) });

/** Who one is, set-up, signing in and out, and using invitations. */
export function accountRoutes(parts: DashboardParts): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/me', async (c) => c.json(await me(parts, await signedIn(parts, c))))
    .post('/link', (c) => lookAtLink(parts, c))
    .post('/setup', (c) => setUp(parts, c))
    .post('/invitation', (c) => accept(parts, c))
    .post('/sign-in', (c) => signIn(parts, c))
    .post('/sign-out', (c) => signOut(parts, c));
}

/** Every tenant that is there for an account, its own ones before the demo. */
async function tenantsOf({ tenants }: DashboardParts, who: SignedInAccount): Promise<MyTenant[]> {
  const all = await tenants.list();
  const mine = all.flatMap(({ id, name }) => {
    const role = roleIn(who, id);
    return role ? [{ id, name, role }] : [];
  });
  return mine.sort((a, b) => Number(a.id === 'demo') - Number(b.id === 'demo'));
}

async function me(parts: DashboardParts, who: SignedInAccount | undefined): Promise<Me> {
  if (!who) return { needsOwner: !(await parts.accounts.hasOwner()), account: null, tenants: [] };
  const { id, name, login: own } = who.account;
  return { needsOwner: false, account: { id, name, login: own }, tenants: await tenantsOf(parts, who) };
}

/** Answers what a link is good for, without using it. Refusal: `not-found`. */
async function lookAtLink(parts: DashboardParts, c: Context<HttpEnv>): Promise<Response> {
  const body = await guarded(parts, c, linkBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const link = await parts.accounts.link(secretHash(body.value.link), parts.clock.now());
  if (!link) return refusalResponse(GONE);
  const { accountId, kind, role, tenantId } = link;
  const tenant = kind === 'invitation' ? await parts.tenants.find(tenantId) : undefined;
  const whose = accountId === null ? undefined : await parts.accounts.find(accountId);
  const means: LinkMeans = {
    kind,
    ...(tenant ? { role, tenantName: tenant.name } : {}),
    ...(whose ? { login: whose.login, name: whose.name } : {}),
  };
  return c.json(means);
}

/** Said to whom nobody knows. */
export const SIGN_IN_FIRST = refuse('invalid-token', 'Sign in first.');

/** Said of a link that is used, taken back, expired or guessed. */
export const GONE = refuse('not-found', 'This link is not good any more. Ask for a new one.');
const TAKEN = refuse('username-taken', 'Somebody has this address already.');

/** Makes the owner and their first tenant, and signs in: `Me`. Refusals: `not-found` (the link), `id-taken` (the tenant), `invalid-input`. */
async function setUp(parts: DashboardParts, c: Context<HttpEnv>): Promise<Response> {
  const body = await guarded(parts, c, setupBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const { link, tenant, ...given } = body.value;
  const hash = secretHash(link);
  const now = parts.clock.now();
  if ((await parts.accounts.link(hash, now))?.kind !== 'setup') return refusalResponse(GONE);
  if (await parts.tenants.find(tenant.id))
    return refusalResponse(refuse('id-taken', 'There is a site with this id already. Choose another.'));
  const made = await newAccount(parts, c, given, { kind: 'setup', hash });
  if (!made.ok) return refusalResponse(made.refusal);
  const { account, passkey } = made.value;
  if ((await parts.accounts.useLink(hash, account, now, passkey)) !== 'used') return refusalResponse(GONE);
  await parts.tenants.add({ ...tenant, createdAt: now });
  const by = { tenantId: tenant.id, accountId: account.id };
  await noteAct(parts, c, { ...by, action: 'set-up', subject: account.login });
  return openSession(parts, c, account);
}

/** Uses an invitation: `Me`, signed in. Refusals: `not-found`, `username-taken`, `invalid-input`. */
async function accept(parts: DashboardParts, c: Context<HttpEnv>): Promise<Response> {
  const body = await guarded(parts, c, acceptBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const { link: secret, person: given } = body.value;
  const [hash, now] = [secretHash(secret), parts.clock.now()];
  const link = await parts.accounts.link(hash, now);
  if (link?.kind !== 'invitation') return refusalResponse(GONE);
  if (!given) return acceptSignedIn(parts, c, link);
  if (await parts.accounts.byLogin(given.login)) return refusalResponse(TAKEN);
  const made = await newAccount(parts, c, given, { kind: 'invitation', hash });
  return made.ok ? useInvitation(parts, c, link, made.value) : refusalResponse(made.refusal);
}

async function acceptSignedIn(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  link: OneTimeLink,
): Promise<Response> {
  const who = await signedIn(parts, c);
  return who ? useInvitation(parts, c, link, who) : refusalResponse(SIGN_IN_FIRST);
}

async function useInvitation(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  { hash, role, tenantId }: OneTimeLink,
  { account, passkey }: MadeAccount,
): Promise<Response> {
  const use = await parts.accounts.useLink(hash, account, parts.clock.now(), passkey);
  if (use !== 'used') return refusalResponse(use === 'gone' ? GONE : TAKEN);
  const by = { tenantId, accountId: account.id };
  await noteAct(parts, c, { ...by, action: 'accept-invitation', subject: account.login, detail: role });
  return openSession(parts, c, account);
}

/** Signs in: `Me` and the cookie. Refusals: `not-allowed`, which does not say whether there is such an account, `rate-limited`. */
async function signIn(parts: DashboardParts, c: Context<HttpEnv>): Promise<Response> {
  const body = await guarded(parts, c, signInBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const given = body.value.login.trim().toLowerCase();
  // Guessers with many addresses have one account in view.
  const wait = parts.limiter.take('sign-in', `login ${given}`);
  if (wait > 0) return refusalResponse(tooFast(wait));
  const account = await parts.accounts.byLogin(given);
  const fits = await parts.passwords.fits(body.value.password, account?.passwordHash ?? undefined);
  if (!account || !fits) {
    parts.log('warn', 'dashboard-sign-in-failed', { address: c.env.address });
    return refusalResponse(refuse('not-allowed', 'Address and password do not belong together.'));
  }
  return openSession(parts, c, account);
}

async function signOut(parts: DashboardParts, c: Context<HttpEnv>): Promise<Response> {
  const who = await signedIn(parts, c);
  const cookie = readCookie(c.req.raw, c.env);
  if (cookie !== undefined) await parts.accounts.endSession(secretHash(cookie));
  if (who) await sessionsEnded(parts, who);
  c.header('set-cookie', sessionCookie('', 0, c.env));
  return c.json({ signedOut: true });
}

/** Under a name nobody knew before, so that no session made up earlier becomes somebody's; the one there was ends. @param others what became of their other sessions */
export async function openSession(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  account: Account,
  others: 'ended' | 'go on' = 'go on',
): Promise<Response> {
  const { accounts, clock } = parts;
  const before = readCookie(c.req.raw, c.env);
  if (before !== undefined) await accounts.endSession(secretHash(before));
  const [secret, now] = [newSecret(), clock.now()];
  const hash = secretHash(secret);
  await accounts.openSession({ hash, accountId: account.id, createdAt: now, expiresAt: now + SESSION_MS });
  c.header('set-cookie', sessionCookie(secret, SESSION_MS, c.env));
  const who = await accounts.session(hash, now);
  if (who && others === 'ended') await sessionsEnded(parts, who);
  return c.json(await me(parts, who));
}

/** A body that somebody may be guessing with: each takes from what its address may try. */
export async function guarded<Value>(
  { limiter }: DashboardParts,
  c: Context<HttpEnv>,
  schema: v.GenericSchema<unknown, Value>,
): Promise<{ ok: true; value: Value } | { ok: false; refusal: Refusal }> {
  const wait = limiter.take('sign-in', c.env.address);
  return wait > 0 ? { ok: false, refusal: tooFast(wait) } : readBody(c.req.raw, schema);
}

/** Why a person cannot have that password. Refusal: `invalid-input`. */
export function faultOf(given: { name: string; login: string; password: string }): Refusal | undefined {
  const fault = passwordFault(given.password, [given.login, given.name]);
  return fault && refuse('invalid-input', `This password will not do: ${fault}.`);
}

/** An account, with its first passkey if it has one. */
interface MadeAccount {
  readonly account: Account;
  readonly passkey?: Passkey;
}

/** Makes an account for who comes by a link. Refusals: `invalid-input` (the password, or neither way of signing in), those of a passkey. */
async function newAccount(
  parts: DashboardParts,
  c: Context<HttpEnv>,
  given: NewPerson,
  { hash, kind }: { readonly kind: 'setup' | 'invitation'; readonly hash: string },
): Promise<Asked<MadeAccount>> {
  const now = parts.clock.now();
  const { login, name, passkey: made, passkeyName = 'Passkey', password: chosen } = given;
  const rest = { login, name, isOwner: kind === 'setup', createdAt: now };
  if (made) {
    const place = placeOf(c.env);
    if (!place.ok) return place;
    const checked = await checkMade(
      parts,
      { purpose: kind, bound: hash, place: place.value },
      made,
      passkeyName,
    );
    if (!checked.ok) return checked;
    const passkey = checked.value;
    return { ok: true, value: { account: { ...rest, id: passkey.accountId, passwordHash: null }, passkey } };
  }
  const fault = faultOf({ login, name, password: chosen ?? '' });
  if (fault) return { ok: false, refusal: fault };
  const passwordHash = await parts.passwords.hash(chosen ?? '');
  return { ok: true, value: { account: { ...rest, id: newAccountId(now), passwordHash } } };
}

/** An id for a new account. @param now in ms */
export function newAccountId(now: number): string {
  const random = (bytes: Uint8Array) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
  return newId({ now: () => now, random });
}
