import { tooFast } from '@imagechat/core/too-fast';
import { refuse } from '@imagechat/protocol/refusal';
import { Hono } from 'hono';
import { streamRoute } from '../live/stream-route.ts';
import { crossOrigin } from './cross-origin.ts';
import { exchangeRoutes } from './exchange-routes.ts';
import type { ApiParts, HttpEnv } from './http-env.ts';
import { imageRoutes } from './image-routes.ts';
import { moderationRoutes } from './moderation-routes.ts';
import { personRoutes } from './person-routes.ts';
import { refusalResponse } from './refusal-response.ts';
import { requestWait } from './request-wait.ts';
import { sessionRoute } from './session-route.ts';
import { uploadRoutes } from './upload-routes.ts';

/** Everything under `/v1`. Whatever goes wrong is answered as JSON (F1); what breaks is logged without contents. */
export function api(parts: ApiParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use(crossOrigin('GET, POST, PUT, DELETE'));
  app.use(async (c, next) => {
    const wait = requestWait(parts.limiter, c.req.raw, c.env.address);
    if (wait > 0) return refusalResponse(tooFast(wait));
    await next();
    return undefined;
  });
  app.route('/', sessionRoute(parts));
  app.route('/', imageRoutes(parts));
  app.route('/', moderationRoutes(parts));
  app.route('/', personRoutes(parts));
  app.route('/', exchangeRoutes(parts));
  app.route('/', uploadRoutes(parts));
  app.route('/', streamRoute(parts.streams));
  app.all('*', () => refusalResponse(refuse('not-found', 'There is nothing at this address.')));
  app.onError((error) => {
    parts.log('error', 'request-failed', { error: String(error) });
    return refusalResponse(refuse('unavailable', 'The server cannot read or save anything just now.', 2000));
  });
  return app;
}
