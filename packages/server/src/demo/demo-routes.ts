import { Hono } from 'hono';
import type { HttpEnv } from '../http/http-env.ts';
import { notFoundPage, pageHeaders } from '../http/pages.ts';
import { type StaticFolder, fileResponse } from '../http/static-file.ts';
import { type Requester, limitAddress } from '../requester.ts';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);
const LOOPBACK = new Set(['127.0.0.1', limitAddress('::1')]);

/** What the demo is served from. */
export interface DemoParts {
  /** `index.html` with its styles and script. */
  readonly page: StaticFolder;
  readonly pictures: StaticFolder;
  /** The examples, with what is built of them; empty where they are not there. */
  readonly examples: StaticFolder;
  /** Where this server can be reached in the local network, as origins. */
  readonly addresses: () => readonly string[];
}

/** `/`: the demo, with what it needs under `/demo/`, and the examples under `/examples/`. */
export function demoRoutes({ page, pictures, examples, addresses }: DemoParts): Hono<HttpEnv> {
  const serve = async (
    request: Request,
    from: Requester,
    folder: StaticFolder,
    path: string,
    trustedTypes?: string,
  ): Promise<Response> => {
    const file = await folder.find(path);
    if (!file) return notFoundPage();
    // Asked about each time, so that an update of the server is seen at once; a 304 is all it costs.
    return fileResponse(request, file, {
      ...pageHeaders(from.ownOrigin, trustedTypes === undefined ? {} : { trustedTypes }),
      'cache-control': 'no-cache',
    });
  };
  return new Hono<HttpEnv>()
    .get('/', (c) => serve(c.req.raw, c.env, page, 'index.html'))
    .get('/demo/addresses.json', (c) => {
      c.header('cache-control', 'no-store');
      c.header('x-content-type-options', 'nosniff');
      return c.json({ addresses: isThisMachine(c.env) ? addresses() : [] });
    })
    .get('/examples', (c) => c.redirect('/examples/', 308))
    .get('/examples/*', (c) => {
      const path = c.req.path.slice('/examples/'.length);
      const file = path === '' || path.endsWith('/') ? `${path}index.html` : path;
      // Vue asks for a policy of its own as soon as it is loaded.
      return serve(c.req.raw, c.env, examples, file, path.startsWith('vue/') ? 'vue' : undefined);
    })
    .get('/demo/pictures/:name', async (c) => {
      const answer = await serve(c.req.raw, c.env, pictures, c.req.param('name'));
      // Also for the preview of the dashboard, whose frame is from nowhere.
      answer.headers.set('cross-origin-resource-policy', 'cross-origin');
      return answer;
    })
    .get('/demo/:name', (c) => serve(c.req.raw, c.env, page, c.req.param('name')));
}

/** Addresses inside somebody's network are told only to who sits at this very machine. */
function isThisMachine({ ownOrigin, address }: Requester): boolean {
  const { hostname } = new URL(ownOrigin);
  return LOOPBACK_NAMES.has(hostname) && LOOPBACK.has(address);
}
