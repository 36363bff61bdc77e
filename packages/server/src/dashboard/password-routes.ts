import { tooFast } from '@imagechat/core/too-fast';
import { refuse } from '@imagechat/protocol/refusal';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { HttpEnv } from '../http/http-env.ts';
import { readBody } from '../http/read-input.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import {
  GONE,
  SIGN_IN_FIRST,
  faultOf,
  guarded,
  linkSecret,
  openSession,
  password,
} from './account-routes.ts';
import { readCookie } from './cookie.ts';
import { type DashboardParts, isFresh, noteAct, sessionsEnded, signedIn } from './dashboard-parts.ts';
import { secretHash } from './one-time-link.ts';
import { NOT_FRESH } from './passkey-routes.ts';

/** `old` is the one there is, where there is one. */
const changeBody = v.object({ old: v.exactOptional(password), password });
const recoveryBody = v.object({ link: linkSecret, password });

/** Another password: by whoever knows the old one, or holds a link that the command line printed. */
export function passwordRoutes(parts: DashboardParts): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .put('/password', (c) => change(parts, c))
    .post('/recovery', (c) => recover(parts, c));
}

/**
 * Changes one's own password and ends one's other sessions: `{changed: true}`; who has only passkeys gets their first. Refusals: `not-allowed` when the old
 * one is wrong, or signing in was too long ago for a first one, `invalid-input` when the new one will not do, `rate-limited`.
 */
async function change(parts: DashboardParts, c: Context<HttpEnv>): Promise<Response> {
  const { accounts, limiter, passwords } = parts;
  const who = await signedIn(parts, c);
  if (!who) return refusalResponse(SIGN_IN_FIRST);
  const { account } = who;
  // Whoever finds a browser open may guess as slowly as at the door.
  const wait = limiter.take('sign-in', `login ${account.login}`);
  if (wait > 0) return refusalResponse(tooFast(wait));
  const body = await readBody(c.req.raw, changeBody);
  if (!body.ok) return refusalResponse(body.refusal);
  if (account.passwordHash === null) {
    if (!isFresh(who, parts.clock.now())) return refusalResponse(NOT_FRESH);
  } else if (!(await passwords.fits(body.value.old ?? '', account.passwordHash))) {
    return refusalResponse(refuse('not-allowed', 'That is not the password you have now.'));
  }
  const fault = faultOf({ ...account, password: body.value.password });
  if (fault) return refusalResponse(fault);
  const hash = await passwords.hash(body.value.password);
  const cookie = readCookie(c.req.raw, c.env);
  await accounts.changePassword(account.id, hash, cookie === undefined ? null : secretHash(cookie));
  await sessionsEnded(parts, who);
  const by = { tenantId: '', accountId: account.id };
  await noteAct(parts, c, { ...by, action: 'change-password', subject: account.login });
  return c.json({ changed: true });
}

/** Gives whoever a link is for another password, ends all their sessions and signs in: `Me`. Refusals: `not-found` (the link), `invalid-input`. */
async function recover(parts: DashboardParts, c: Context<HttpEnv>): Promise<Response> {
  const { accounts, clock, passwords } = parts;
  const body = await guarded(parts, c, recoveryBody);
  if (!body.ok) return refusalResponse(body.refusal);
  const hash = secretHash(body.value.link);
  const link = await accounts.link(hash, clock.now());
  const whose = link?.kind === 'password' ? await accounts.find(link.accountId ?? '') : undefined;
  if (!whose) return refusalResponse(GONE);
  const fault = faultOf({ ...whose, password: body.value.password });
  if (fault) return refusalResponse(fault);
  const passwordHash = await passwords.hash(body.value.password);
  const account = await accounts.recover(hash, passwordHash, clock.now());
  if (!account) return refusalResponse(GONE);
  const by = { tenantId: '', accountId: account.id };
  await noteAct(parts, c, { ...by, action: 'recover-password', subject: account.login });
  return openSession(parts, c, account, 'ended');
}
