import { refuse } from '@imagechat/protocol/refusal';
import { type Context, Hono } from 'hono';
import type { HttpEnv } from '../http/http-env.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import { accountActor } from '../identity/managers.ts';
import { TOKEN_MS } from '../identity/sign-in.ts';
import { signToken } from '../identity/token.ts';
import { readCookie } from './cookie.ts';
import { type DashboardParts, manager } from './dashboard-parts.ts';
import { secretHash } from './one-time-link.ts';

/** `POST /tenants/:tenantId/pass`: lets the widget on the dashboard's own pages speak for who is signed in. */
export function passRoute(parts: DashboardParts): Hono<HttpEnv> {
  return new Hono<HttpEnv>().post('/tenants/:tenantId/pass', (c) => hand(parts, c, c.req.param('tenantId')));
}

/**
 * `{ssoToken}`, to be given to the widget: good for sessions of that tenant from this very origin, as what one is there at the time, until one signs out of
 * the dashboard. Refusals: those of a manager.
 */
async function hand(parts: DashboardParts, c: Context<HttpEnv>, tenantId: string): Promise<Response> {
  const who = await manager(parts, c, tenantId, 'moderate');
  if (!who.ok) return refusalResponse(who.refusal);
  const cookie = readCookie(c.req.raw, c.env);
  const { origin } = c.env;
  if (cookie === undefined || origin === null)
    return refusalResponse(refuse('invalid-token', 'Sign in first.'));
  const { account, role } = who.value;
  const { id, name } = accountActor(account, role, tenantId);
  const issuedAt = parts.clock.now();
  const session = secretHash(cookie);
  const contents = { id, name, tenantId, origin, issuedAt, expiresAt: issuedAt + TOKEN_MS };
  return c.json({ ssoToken: await signToken({ ...contents, via: 'dashboard', session }, parts.secret) });
}
