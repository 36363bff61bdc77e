import type { Log } from '@imagechat/core/ports/log';
import { Hono } from 'hono';
import { compatApp } from '../compat/compat-app.ts';
import type { DashboardParts } from '../dashboard/dashboard-parts.ts';
import { dashboardRoutes } from '../dashboard/dashboard-routes.ts';
import { type DemoParts, demoRoutes } from '../demo/demo-routes.ts';
import { PROMETHEUS_TYPE } from '../metrics/prometheus.ts';
import { api } from './api.ts';
import { embedRoute } from './embed-route.ts';
import { type HealthParts, healthRoutes } from './health.ts';
import type { ApiParts, HttpEnv } from './http-env.ts';
import { notFoundPage } from './pages.ts';
import { securityHeaders } from './security-headers.ts';
import { type SecurityTxtParts, securityTxtRoute } from './security-txt.ts';
import type { StaticFolder } from './static-file.ts';

/** What the HTTP side is made of. */
export interface HttpParts {
  readonly api: ApiParts;
  readonly health: HealthParts;
  /** Prometheus' text. */
  readonly metrics: () => Promise<string>;
  /** An answer left, with this status. */
  readonly answered: (status: number) => void;
  /** The built widget. */
  readonly widget: StaticFolder;
  readonly dashboard: DashboardParts;
  /** The built dashboard. */
  readonly dashboardPages: StaticFolder;
  readonly demo: DemoParts;
  readonly securityTxt: SecurityTxtParts;
  readonly log: Log;
}

/** Every address this server answers over HTTP; the live channel's handshake is not among them. */
export function httpApp(parts: HttpParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use(async (c, next) => {
    await next();
    parts.answered(c.res.status);
  });
  app.use(securityHeaders);
  app.route('/v1', api(parts.api));
  app.route('/', compatApp(parts.api));
  app.route('/', healthRoutes(parts.health));
  app.get('/metrics', async (c) =>
    c.body(await parts.metrics(), 200, {
      'content-type': PROMETHEUS_TYPE,
      'cache-control': 'no-store',
    }),
  );
  app.route('/', securityTxtRoute(parts.securityTxt));
  app.route('/', embedRoute(parts.widget));
  app.route('/', dashboardRoutes(parts.dashboard, parts.dashboardPages));
  app.route('/', demoRoutes(parts.demo));
  app.notFound(() => notFoundPage());
  app.onError((error, c) => {
    parts.log('error', 'page-failed', { error: String(error) });
    return c.text('Something broke on our side. Try again in a moment.', 500);
  });
  return app;
}
