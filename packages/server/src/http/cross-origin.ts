import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from './http-env.ts';

/** What a browser may send along and a page may read. API keys are not among it: they do not belong into pages. */
const REQUEST_HEADERS = 'authorization, content-type, if-none-match';
const ANSWER_HEADERS = 'etag, retry-after';

/**
 * CORS (Fetch standard §3.2) for the API. No cookies anywhere, so there is nothing to steal across sites, and a preflight, which asks for
 * nothing yet, is answered for everyone. An answer with content exists only after the identity port let the origin pass; a refusal holds
 * nothing but its reason, which the refused page should be able to read and show.
 * @param methods those of the API, as a list for the preflight
 */
export function crossOrigin(methods: string): MiddlewareHandler<HttpEnv> {
  const preflight = {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': methods,
    'access-control-allow-headers': REQUEST_HEADERS,
    'access-control-max-age': '7200',
  };
  return async (c, next) => {
    if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: preflight });
    await next();
    const { origin } = c.env;
    c.res.headers.append('vary', 'origin');
    if (origin === null) return undefined;
    c.res.headers.set('access-control-allow-origin', origin);
    c.res.headers.set('access-control-expose-headers', ANSWER_HEADERS);
    return undefined;
  };
}
