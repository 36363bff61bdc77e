import { actorInfo } from '@imagechat/core/access';
import { tooFast } from '@imagechat/core/too-fast';
import { id, name, token } from '@imagechat/protocol/schemas/fields';
import { Hono } from 'hono';
import * as v from 'valibot';
import { MOST_TOKEN } from '../identity/tenant-jwt.ts';
import type { ApiParts, HttpEnv } from './http-env.ts';
import { readBody } from './read-input.ts';
import { refusalResponse } from './refusal-response.ts';

const bag = v.record(v.string(), v.unknown());

/** Body of `POST /session`. What is in the single sign-on data is told field by field by whoever reads it. */
export const sessionBody = v.object({
  tenantId: id,
  name: v.exactOptional(name),
  token: v.exactOptional(token),
  sso: v.exactOptional(bag),
  simpleSSO: v.exactOptional(bag),
  ssoToken: v.exactOptional(v.pipe(v.string(), v.maxLength(MOST_TOKEN))),
});

/**
 * `POST /session` with `{tenantId, name?, token?, ssoToken?, sso?, simpleSSO?}` → `{token, actor, expiresAt}`: a session for whom the tenant proves,
 * the page says, or for a visitor. With the token one had before, one stays the same.
 */
export function sessionRoute({ signIn, limiter }: ApiParts): Hono<HttpEnv> {
  return new Hono<HttpEnv>().post('/session', async (c) => {
    const { origin, ownOrigin, address } = c.env;
    const wait = limiter.take('session', address);
    if (wait > 0) return refusalResponse(tooFast(wait));
    const body = await readBody(c.req.raw, sessionBody);
    if (!body.ok) return refusalResponse(body.refusal);
    const crowd = limiter.take('tenant-arrival', body.value.tenantId);
    if (crowd > 0) return refusalResponse(tooFast(crowd));
    const session = await signIn.open({ ...body.value, origin, ownOrigin, address });
    if (!session.ok) return refusalResponse(session.refusal);
    const { token, actor, expiresAt } = session;
    c.header('cache-control', 'no-store');
    return c.json({ token, actor: actorInfo(actor), expiresAt });
  });
}
