import { refuse } from '@imagechat/protocol/refusal';
import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from '../http/http-env.ts';
import { refusalResponse } from '../http/refusal-response.ts';

/**
 * Lets in what our own pages ask, and no other site's: the second line behind `SameSite=Strict`. A browser says where a request comes from in
 * `Sec-Fetch-Site`, and in `Origin` with everything that changes something (Fetch standard §3.1); who says neither is no browser, whose owner's
 * cookies nobody can make it send, and changes nothing either. Bodies are JSON, which no form can send.
 */
export const ownPageOnly: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const { method } = c.req;
  const { origin, ownOrigin } = c.env;
  const site = c.req.header('sec-fetch-site');
  const reads = method === 'GET' || method === 'HEAD';
  const isForeign =
    (site !== undefined && site !== 'same-origin' && !(site === 'none' && reads)) ||
    (origin !== null && hostOf(origin) !== hostOf(ownOrigin)) ||
    (!reads && (origin === null || !isJson(c.req.header('content-type'))));
  if (isForeign)
    return refusalResponse(refuse('domain-unauthorized', 'Only the dashboard itself may ask this.'));
  await next();
  c.header('cache-control', 'no-store');
  return undefined;
};

/** Behind a proxy that ends TLS the browser's origin says https where ours says http. */
function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host;
}

function isJson(type: string | undefined): boolean {
  return /^application\/json\s*(?:;|$)/i.test(type ?? '');
}
