import type { Clock } from '@imagechat/core/ports/clock';
import { Hono } from 'hono';
import type { HttpEnv } from './http-env.ts';

/** For how long what it says may be believed, in ms (RFC 9116 §2.5.5 recommends less than a year). */
const GOOD_FOR_MS = 90 * 86_400_000;

/** What is told of whom to write to. */
export interface SecurityTxtParts {
  /** A `mailto:` or `https:` address; without one there is no such file. */
  readonly contact?: string | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

/** `/.well-known/security.txt` (RFC 9116): where to report weaknesses of this server, if its operator says where; else 404. */
export function securityTxtRoute({ contact, clock }: SecurityTxtParts): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/.well-known/security.txt', (c) => {
    if (contact === undefined) return c.notFound();
    const { ownOrigin } = c.env;
    const address = '/.well-known/security.txt';
    const lines = [
      `Contact: ${contact}`,
      `Expires: ${new Date(clock.now() + GOOD_FOR_MS).toISOString()}`,
      // Only https tells who said it.
      ...(ownOrigin.startsWith('https:') ? [`Canonical: ${ownOrigin}${address}`] : []),
    ];
    return c.text(`${lines.join('\r\n')}\r\n`, 200, { 'cache-control': 'max-age=86400' });
  });
}
