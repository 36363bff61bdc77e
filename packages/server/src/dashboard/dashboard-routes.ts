import { tooFast } from '@imagechat/core/too-fast';
import { refuse } from '@imagechat/protocol/refusal';
import { type Context, Hono } from 'hono';
import type { HttpEnv } from '../http/http-env.ts';
import { notFoundPage, pageHeaders, previewHeaders } from '../http/pages.ts';
import { refusalResponse } from '../http/refusal-response.ts';
import { requestWait } from '../http/request-wait.ts';
import { type StaticFolder, fileResponse } from '../http/static-file.ts';
import { accountRoutes } from './account-routes.ts';
import { actRoutes } from './act-routes.ts';
import type { DashboardParts } from './dashboard-parts.ts';
import { exchangeRoutes } from './exchange-routes.ts';
import { imageListRoutes } from './image-list-routes.ts';
import { judgeRoutes } from './judge-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { ownPageOnly } from './own-page.ts';
import { passRoute } from './pass-route.ts';
import { passkeyRoutes } from './passkey-routes.ts';
import { passwordRoutes } from './password-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import { queueRoutes } from './queue-routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { usageRoutes } from './usage-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

/** `/dashboard`: its pages, which are one file, what they load, and what they ask. */
export function dashboardRoutes(parts: DashboardParts, dist: StaticFolder): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .route('/dashboard/api', dashboardApi(parts))
    .get('/dashboard/assets/:name', (c) => asset(c, dist, c.req.param('name')))
    .get('/dashboard/preview', (c) => previewPage(c, dist))
    .get('/dashboard/preview.js', (c) => previewScript(c, dist))
    .get('/dashboard', (c) => page(c, dist))
    .get('/dashboard/*', (c) => page(c, dist));
}

function dashboardApi(parts: DashboardParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use(async (c, next) => {
    const wait = requestWait(parts.limiter, c.req.raw, c.env.address);
    if (wait > 0) return refusalResponse(tooFast(wait));
    await next();
    return undefined;
  });
  app.use(ownPageOnly);
  app.route('/', accountRoutes(parts));
  app.route('/', passwordRoutes(parts));
  app.route('/', passkeyRoutes(parts));
  app.route('/', memberRoutes(parts));
  app.route('/', usageRoutes(parts));
  app.route('/', queueRoutes(parts));
  app.route('/', actRoutes(parts));
  app.route('/', imageListRoutes(parts));
  app.route('/', passRoute(parts));
  app.route('/', settingsRoutes(parts));
  app.route('/', peopleRoutes(parts));
  app.route('/', exchangeRoutes(parts));
  app.route('/', webhookRoutes(parts));
  app.route('/', judgeRoutes(parts));
  app.all('*', () => refusalResponse(refuse('not-found', 'There is nothing at this address.')));
  app.onError((error) => {
    parts.log('error', 'request-failed', { error: String(error) });
    return refusalResponse(refuse('unavailable', 'The server cannot read or save anything just now.', 2000));
  });
  return app;
}

/** The page finds out by itself what its address means. Asked about each time, so that an update is seen at once. */
async function page(c: Context<HttpEnv>, dist: StaticFolder): Promise<Response> {
  const file = await dist.find('index.html');
  if (!file) return notFoundPage();
  return fileResponse(c.req.raw, file, {
    ...pageHeaders(c.env.ownOrigin, {
      pictures: 'anywhere',
      trustedTypes: 'imagechat-embed',
      frames: 'here',
    }),
    // What stands behind the # of a link stays here.
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
}

/** What the embed page shows in its frame, which has an origin of its own and speaks to nobody. */
async function previewPage(c: Context<HttpEnv>, dist: StaticFolder): Promise<Response> {
  const file = await dist.find('preview.html');
  if (!file) return notFoundPage();
  return fileResponse(c.req.raw, file, { ...previewHeaders(c.env.ownOrigin), 'cache-control': 'no-cache' });
}

async function previewScript(c: Context<HttpEnv>, dist: StaticFolder): Promise<Response> {
  const file = await dist.find('preview.js');
  if (!file) return c.text('There is nothing at this address.', 404, { 'cache-control': 'no-store' });
  // To the frame everything is from elsewhere.
  const open = { 'cross-origin-resource-policy': 'cross-origin' };
  return fileResponse(c.req.raw, file, { ...open, 'cache-control': 'no-cache' });
}

/** Scripts and styles carry a hash of their content in their names. */
async function asset(c: Context<HttpEnv>, dist: StaticFolder, name: string): Promise<Response> {
  const file = await dist.find(`assets/${name}`);
  if (!file) return c.text('There is nothing at this address.', 404, { 'cache-control': 'no-store' });
  return fileResponse(c.req.raw, file, { 'cache-control': 'public, max-age=31536000, immutable' });
}
