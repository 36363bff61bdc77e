import { listenError } from '../listen-error.ts';

/** Where plain http is sent on to https. */
export interface RedirectOptions {
  readonly host: string;
  /** The port of plain http, normally 80. */
  readonly port: number;
  /** The port of https. */
  readonly to: number;
  /** Other processes of ours listen on the same port. */
  readonly shared?: boolean;
}

/** A host name or address without its port; everything else a client may write into `Host` leads nowhere. */
const HOST = /^([a-z0-9.-]{1,253}|\[[0-9a-f:]{2,45}\])(?::\d{1,5})?$/i;

/**
 * Answers plain http with the same address under https (RFC 9110 §15.4.9), and nothing else. Throws StartupError when the port cannot be
 * had.
 */
export function redirectServer({ host, port, to, shared = false }: RedirectOptions): Bun.Server<undefined> {
  try {
    return Bun.serve({
      hostname: host,
      port,
      reusePort: shared,
      idleTimeout: 10,
      maxRequestBodySize: 0,
      fetch: (request) => redirected(request, to),
    });
  } catch (error) {
    throw listenError(error, 'REDIRECT_PORT', host, port);
  }
}

function redirected(request: Request, to: number): Response {
  const url = URL.parse(request.url);
  const name = HOST.exec(request.headers.get('host') ?? '')?.[1];
  if (!url || name === undefined) return new Response(null, { status: 400 });
  const authority = to === 443 ? name : `${name}:${to}`;
  return new Response(null, {
    status: 308,
    headers: { location: `https://${authority}${url.pathname}${url.search}` },
  });
}
