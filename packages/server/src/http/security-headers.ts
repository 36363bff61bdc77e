import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from './http-env.ts';

/** What an answer says that brings nothing of its own: it is no page, runs nothing, is shown in nobody's frame, and is what its type says. */
const USUAL: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** A year, in seconds (RFC 6797). Not for subdomains: those are the operator's to speak for. */
const HSTS = 'max-age=31536000';

/** Names on which people try things out, with other servers beside this one. */
const LOCAL = /^https:\/\/(?:localhost|127\.0\.0\.1|\[::1\]|[^/:]+\.localhost)(?::|$)/;

/** Puts onto every answer the headers that a route did not set itself, and over https the promise to stay there. */
export const securityHeaders: MiddlewareHandler<HttpEnv> = async (c, next) => {
  await next();
  const { headers } = c.res;
  for (const [name, value] of Object.entries(USUAL)) if (!headers.has(name)) headers.set(name, value);
  const { ownOrigin } = c.env;
  if (ownOrigin.startsWith('https:') && !LOCAL.test(ownOrigin))
    headers.set('strict-transport-security', HSTS);
};
