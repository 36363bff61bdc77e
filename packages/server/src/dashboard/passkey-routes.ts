import { tooFast } from '@imagechat/core/too-fast';
import { PASSKEY_NAME_MOST, type ToldPasskey, type WaysIn } from '@imagechat/protocol/dashboard';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { HttpEnv } from '../http/http-env.ts';
import { readBody } from '../http/read-input.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import {
  GONE,
  SIGN_IN_FIRST,
  guarded,
  linkSecret,
  loginText,
  newAccountId,
  openSession,
  personName,
} from './account-routes.ts';
import { readCookie } from './cookie.ts';
import { type DashboardParts, isFresh, noteAct, sessionsEnded, signedIn } from './dashboard-parts.ts';
import { secretHash } from './one-time-link.ts';
import { askForAny, askForNew, checkMade, checkUsed, placeOf } from './passkey-ceremony.ts';
import { madePasskey, usedPasskey } from './passkey-schemas.ts';

const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(PASSKEY_NAME_MOST));
const usedBody = v.object({ passkey: usedPasskey });
const linkBody = v.object({ link: linkSecret, name: personName, login: loginText });
const addBody = v.object({ name, passkey: madePasskey });
const renameBody = v.object({ name });

/** Signing in without a password, and the passkeys one has. */
export function passkeyRoutes(parts: DashboardParts): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .post('/passkeys/sign-in/challenge', (c) => challengeForSignIn(parts, c))
    .post('/passkeys/sign-in', (c) => signIn(parts, c))
    .post('/passkeys/link/challenge', (c) => challengeForLink(parts, c))
    .get('/passkeys', (c) => list(parts, c))
    .post('/passkeys/challenge', (c) => challengeForNew(parts, c))
    .post('/passkeys', (c) => add(parts, c))
    .put('/passkeys/:id', (c) => rename(parts, c, c.req.param('id')))
    .delete('/passkeys/:id', (c) => remove(parts, c, c.req.param('id')));
}

const SIGN_IN = { purpose: 'sign-in', bound: '' } as const;

/** What to ask the browser with: `PublicKeyCredentialRequestOptionsJSON`. Refusals: `not-allowed` where there are no passkeys, `rate-limited`. */
async function challengeForSignIn(parts: DashboardParts, c: Context<HttpEnv>): Promise<Response> {
  const body = await guarded(parts, c, v.object({}));
  if (!body.ok) return refusalResponse(body.refusal);
  const place = placeOf(c.env);
  if (!place.ok) return refusalResponse(place.refusal);
  return c.json(await askForAny(parts, { ...SIGN_IN, place: place.value }));
}

/** Signs in: `Me` and the cookie. Refusals: `not-found` (the challenge), `not-allowed`, `rate-limited`. */
async function signIn(parts: DashboardParts, c: Context<HttpEnv>): Promise<Response> {
  const body = await guarded(parts, c, usedBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const place = placeOf(c.env);
  if (!place.ok) return refusalResponse(place.refusal);
  const used = await checkUsed(parts, { ...SIGN_IN, place: place.value }, body.value.passkey);
  const account = used.ok ? await parts.accounts.find(used.value.accountId) : undefined;
  if (!used.ok || !account) {
    parts.log('warn', 'dashboard-sign-in-failed', { address: c.env.address });
    return refusalResponse(used.ok ? SIGN_IN_FIRST : used.refusal);
  }
  const by = { tenantId: '', accountId: account.id };
  await noteAct(parts, c, {
    ...by,
    action: 'sign-in-with-passkey',
    subject: account.login,
    detail: used.value.name,
  });
  return openSession(parts, c, account);
}

/**
 * What to make a passkey with for who comes by a link: `PublicKeyCredentialCreationOptionsJSON`. Refusals: `not-found` (the link), `not-allowed` where there
 * are no passkeys, `invalid-input`, `rate-limited`.
 */
async function challengeForLink(parts: DashboardParts, c: Context<HttpEnv>): Promise<Response> {
  const body = await guarded(parts, c, linkBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const place = placeOf(c.env);
  if (!place.ok) return refusalResponse(place.refusal);
  const { link: secret, login, name: called } = body.value;
  const link = await parts.accounts.link(secretHash(secret), parts.clock.now());
  if (!link || link.kind === 'password') return refusalResponse(GONE);
  const asking = { purpose: link.kind, bound: link.hash, place: place.value } as const;
  const holder = { id: newAccountId(parts.clock.now()), login, name: called };
  return c.json(await askForNew(parts, asking, holder, []));
}

/** {@link WaysIn} of who asks. */
async function list(parts: DashboardParts, c: Context<HttpEnv>): Promise<Response> {
  const who = await signedIn(parts, c);
  if (!who) return refusalResponse(SIGN_IN_FIRST);
  const passkeys = await parts.passkeys.of(who.account.id);
  const told = passkeys.map(
    ({ backedUp, createdAt, id, name: called, rpId, usedAt }): ToldPasskey => ({
      ...{ id, name: called, backedUp, host: rpId, createdAt, usedAt },
    }),
  );
  return c.json({ hasPassword: who.account.passwordHash !== null, passkeys: told } satisfies WaysIn);
}

/** Said to who signed in too long ago to change how they sign in: somebody may have found the browser open. */
export const NOT_FRESH = refuse('not-allowed', 'Sign in again before you change how you sign in.');

/** Who is signed in, lately enough to change how, with the hash of the session. */
async function fresh(parts: DashboardParts, c: Context<HttpEnv>) {
  const cookie = readCookie(c.req.raw, c.env);
  const who = await signedIn(parts, c);
  const no = (refusal: Refusal) => ({ ok: false, refusal }) as const;
  if (!who || cookie === undefined) return no(SIGN_IN_FIRST);
  if (!isFresh(who, parts.clock.now())) return no(NOT_FRESH);
  return { ok: true, value: { who, account: who.account, session: secretHash(cookie) } } as const;
}

/** What to make another passkey with. Refusals: `not-allowed` where there are no passkeys, and for who signed in too long ago; `rate-limited`. */
async function challengeForNew(parts: DashboardParts, c: Context<HttpEnv>): Promise<Response> {
  const who = await fresh(parts, c);
  if (!who.ok) return refusalResponse(who.refusal);
  const { account, session } = who.value;
  const wait = parts.limiter.take('sign-in', `login ${account.login}`);
  if (wait > 0) return refusalResponse(tooFast(wait));
  const place = placeOf(c.env);
  if (!place.ok) return refusalResponse(place.refusal);
  const asking = { purpose: 'add', bound: session, place: place.value } as const;
  return c.json(await askForNew(parts, asking, account, await parts.passkeys.of(account.id)));
}

/** Adds a passkey: `{added: id}`. Refusals: `not-found` (the challenge), `not-allowed`, `full`. */
async function add(parts: DashboardParts, c: Context<HttpEnv>): Promise<Response> {
  const who = await fresh(parts, c);
  if (!who.ok) return refusalResponse(who.refusal);
  const body = await readBody(c.req.raw, addBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const place = placeOf(c.env);
  if (!place.ok) return refusalResponse(place.refusal);
  const { account, session } = who.value;
  const asking = { purpose: 'add', bound: session, place: place.value } as const;
  const made = await checkMade(parts, asking, body.value.passkey, body.value.name);
  if (!made.ok) return refusalResponse(made.refusal);
  const added = await parts.passkeys.add(made.value);
  if (added !== 'added') return refusalResponse(added === 'full' ? FULL : TAKEN);
  const by = { tenantId: '', accountId: account.id };
  await noteAct(parts, c, {
    ...by,
    action: 'add-passkey',
    subject: account.login,
    detail: made.value.name,
  });
  return c.json({ added: made.value.id });
}

const FULL = refuse('full', 'These are as many passkeys as one can have. Remove one first.');
const TAKEN = refuse('id-taken', 'This passkey is there already.');
const NO_PASSKEY = refuse('not-found', 'You have no such passkey.');

/** Calls a passkey something else: `{renamed: id}`. Refusal: `not-found`. */
async function rename(parts: DashboardParts, c: Context<HttpEnv>, id: string): Promise<Response> {
  const who = await signedIn(parts, c);
  if (!who) return refusalResponse(SIGN_IN_FIRST);
  const body = await readBody(c.req.raw, renameBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const { account } = who;
  if (!(await parts.passkeys.rename(account.id, id, body.value.name))) return refusalResponse(NO_PASSKEY);
  const by = { tenantId: '', accountId: account.id };
  await noteAct(parts, c, {
    ...by,
    action: 'rename-passkey',
    subject: account.login,
    detail: body.value.name,
  });
  return c.json({ renamed: id });
}

/** Removes a passkey and ends one's other sessions, one of which it may have opened: `{removed: id}`. Refusals: `not-found`; `not-allowed` for who signed in too long ago; `locked` for the last way in. */
async function remove(parts: DashboardParts, c: Context<HttpEnv>, id: string): Promise<Response> {
  const who = await fresh(parts, c);
  if (!who.ok) return refusalResponse(who.refusal);
  const { account, session } = who.value;
  const passkey = (await parts.passkeys.of(account.id)).find((each) => each.id === id);
  const removed = passkey ? await parts.passkeys.remove(account.id, id) : 'gone';
  if (!passkey || removed === 'gone') return refusalResponse(NO_PASSKEY);
  if (removed === 'last')
    return refusalResponse(refuse('locked', 'This is your only way in. Add another, or a password, first.'));
  await parts.accounts.endOtherSessions(account.id, session);
  await sessionsEnded(parts, who.value.who);
  const by = { tenantId: '', accountId: account.id };
  await noteAct(parts, c, {
    ...by,
    action: 'remove-passkey',
    subject: account.login,
    detail: passkey.name,
  });
  return c.json({ removed: id });
}
