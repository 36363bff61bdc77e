/** A host and port as they may stand in a policy; everything else a client may write into `Host` is left out. */
const PLAIN_HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/i;

/** Where a page of ours differs from the others. */
export interface PagePolicy {
  /** `anywhere` for a page that shows its owners' pictures, wherever those are. */
  readonly pictures?: 'here' | 'anywhere';
  /** `here` for a page that shows another of ours in a frame. */
  readonly frames?: 'none' | 'here';
  /** Names of policies that may make HTML after all, as they stand in the header. */
  readonly trustedTypes?: string;
}

/**
 * Headers of our own pages: scripts, styles and pictures from here alone, sockets to here alone, no frames, no eval, and no HTML made from
 * strings (Content Security Policy Level 3, Trusted Types).
 * @param ownOrigin the origin the page was asked from; browsers differ in whether 'self' covers its WebSockets
 */
export function pageHeaders(
  ownOrigin: string,
  { frames = 'none', pictures = 'here', trustedTypes = "'none'" }: PagePolicy = {},
): Record<string, string> {
  const { host, protocol } = new URL(ownOrigin);
  const sockets = PLAIN_HOST.test(host) ? ` ws://${host} wss://${host}` : '';
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data:${pictures === 'here' ? '' : protocol === 'https:' ? ' https:' : ' https: http:'}`,
    `connect-src 'self'${sockets}`,
    ...(frames === 'here' ? ["frame-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypes}`,
  ];
  return {
    'content-security-policy': policy.join('; '),
    // Browsers ignore it over plain http, and complain on the console.
    ...(protocol === 'https:' ? { 'cross-origin-opener-policy': 'same-origin' } : {}),
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/**
 * Headers of a page that is tried out in a frame of ours: it has an origin of its own, so neither cookies nor anything kept is its, and it can ask nobody for
 * anything but the script and pictures of this server.
 */
export function previewHeaders(ownOrigin: string): Record<string, string> {
  const { host } = new URL(ownOrigin);
  const from = PLAIN_HOST.test(host) ? host : "'none'";
  const policy = [
    // Without forms there would be no pressing of Send; they lead nowhere all the same.
    'sandbox allow-scripts allow-forms',
    "default-src 'none'",
    `script-src ${from}`,
    `img-src ${from} data:`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
  };
}

/** The page for an address that leads nowhere. */
export function notFoundPage(): Response {
  return new Response(NOT_FOUND, {
    status: 404,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash()}'; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    },
  });
}

const STYLE =
  ':root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-content:center;gap:8px;padding:24px;box-sizing:border-box;' +
  'font:15px/22px system-ui,sans-serif;color:#1b1f27;background:#fff}h1{margin:0;font-size:24px;line-height:32px}p{margin:0;color:#596273}' +
  'a{color:#5b5bd6}@media(prefers-color-scheme:dark){body{color:#eceff4;background:#16181d}p{color:#a3adbd}a{color:#8e8cf0}}';

const NOT_FOUND = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Nothing here</title><style>${STYLE}</style></head><body><h1>Nothing here</h1><p>This address leads nowhere. <a href="/">Go to the start</a></p></body></html>`;

function styleHash(): string {
  return new Bun.CryptoHasher('sha256').update(STYLE).digest('base64');
}
