import type { Requester } from '../requester.ts';

/** Over https the browser itself sees to it that no other host set it (RFC 6265bis §4.1.3.2). */
const SECURE_NAME = '__Host-imagechat';
const PLAIN_NAME = 'imagechat-dashboard';

/** What the session cookie of a request says; undefined without one that could be ours. */
export function readCookie(request: Request, from: Requester): string | undefined {
  const names = from.ownOrigin.startsWith('https:') ? [SECURE_NAME] : [SECURE_NAME, PLAIN_NAME];
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  for (const name of names) {
    const value = pairs.find(([key]) => key === name)?.[1];
    if (value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}

/** `Set-Cookie` for a session that lasts so long, in ms; 0 takes it away. */
export function sessionCookie(value: string, lastsMs: number, from: Requester): string {
  const secure = isSecure(from);
  const name = secure ? SECURE_NAME : PLAIN_NAME;
  const seconds = Math.floor(lastsMs / 1000);
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}

/** Behind a proxy that ends TLS the request comes in plain, but the browser says on which origin it was made. */
function isSecure({ origin, ownOrigin }: Requester): boolean {
  return ownOrigin.startsWith('https:') || origin?.startsWith('https:') === true;
}
