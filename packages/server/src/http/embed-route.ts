import { Hono } from 'hono';
import type { HttpEnv } from './http-env.ts';
import { type StaticFolder, fileResponse } from './static-file.ts';

/** Chunks carry a hash of their content in their name, so what is under it never changes. The embed file itself keeps its name. */
const HASHED = /[.-][A-Za-z0-9_-]{8,}\.(?:js|css)(?:\.map)?$/;
const EMBED = /(?:^|\/)embed-image-chat\./;

/** The embed script and the chunks it loads, under `/js/`, for pages anywhere. */
export function embedRoute(dist: StaticFolder): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/js/*', async (c) => {
    const path = c.req.path.slice('/js/'.length);
    const file = await dist.find(path);
    if (!file) return c.text('There is nothing at this address.', 404, { 'cache-control': 'no-store' });
    const forEver = HASHED.test(path) && !EMBED.test(path);
    return fileResponse(c.req.raw, file, {
      'cache-control': forEver ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'timing-allow-origin': '*',
      // Said in the file itself, it would be bytes for everyone.
      ...(path.endsWith('.js') ? { sourcemap: `${path.slice(path.lastIndexOf('/') + 1)}.map` } : {}),
    });
  });
}
