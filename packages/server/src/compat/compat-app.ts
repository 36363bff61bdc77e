import { tooFast } from '@imagechat/core/too-fast';
import { refuse } from '@imagechat/protocol/refusal';
import { Hono } from 'hono';
import { warnOfAddress } from '../http/api-key.ts';
import { crossOrigin } from '../http/cross-origin.ts';
import type { ApiParts, HttpEnv } from '../http/http-env.ts';
import { requestWait } from '../http/request-wait.ts';
import { dailyUsageRoute } from './daily-usage.ts';
import { errorResponse } from './envelope.ts';
import { imageChatRoutes } from './image-chats.ts';

/**
 * The API of the product people move in from (CONTRACT §3). Its words are translated into ours here and nowhere else; what is decided is
 * decided where everything is.
 */
export function compatApp(parts: ApiParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  for (const path of ['/comment-image-chats/*', '/api/v1/*']) {
    app.use(path, crossOrigin('GET, POST, DELETE'));
    app.use(path, async (c, next) => {
      const wait = requestWait(parts.limiter, c.req.raw, c.env.address);
      if (wait > 0) return errorResponse(tooFast(wait));
      await next();
      warnOfAddress(c);
      const tenantId = c.get('tenantOfKey');
      if (tenantId !== undefined) parts.meter.apiAsked(tenantId, c.res.status < 400);
      return undefined;
    });
  }
  app.use('/comment-image-chats/:tenantId/*', async (c, next) => {
    const tenantId = c.req.param('tenantId');
    const wait = parts.limiter.take('tenant-request', tenantId);
    if (wait > 0) return errorResponse(tooFast(wait));
    await next();
    return undefined;
  });
  app.route('/', imageChatRoutes(parts));
  app.route('/', dailyUsageRoute(parts));
  for (const path of ['/comment-image-chats/*', '/api/v1/*']) {
    app.all(path, () => errorResponse(refuse('not-found', 'There is nothing at this address.')));
  }
  app.onError((error) => {
    parts.log('error', 'request-failed', { error: String(error) });
    return errorResponse(refuse('unavailable', 'The server cannot read or save anything just now.', 2000));
  });
  return app;
}
