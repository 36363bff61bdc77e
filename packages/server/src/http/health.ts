import type { Log } from '@imagechat/core/ports/log';
import type { Storage } from '@imagechat/core/ports/storage';
import { Hono } from 'hono';
import type { BusCounts } from '../metrics/bus-counts.ts';
import type { HttpEnv } from './http-env.ts';

/** How long storage may take to answer before the server is called not ready, in ms. */
const PATIENCE_MS = 2000;

/** What readiness is judged by. */
export interface HealthParts {
  readonly storage: Pick<Storage, 'heads'>;
  readonly log: Log;
  /** True once the server is about to stop. */
  readonly draining: () => boolean;
  /** How the bus fares, where there is one. Away, it makes no process unfit: all would be, and all go on (D1). */
  readonly bus?: (() => Pick<BusCounts, 'away'>) | undefined;
  /** What storage itself knows to be wrong, as a sentence. */
  readonly trouble?: (() => string | undefined) | undefined;
}

/** `/healthz`: the process lives. `/readyz`: it can serve, or why not: `{ready, reasons}`, and with a bus how that is: `up` or `away`. */
export function healthRoutes(parts: HealthParts): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/healthz', (c) => c.json({ alive: true }, 200, { 'cache-control': 'no-store' }))
    .get('/readyz', async (c) => {
      const reasons = await whyNotReady(parts);
      const ready = reasons.length === 0;
      const bus = parts.bus ? { bus: parts.bus().away ? 'away' : 'up' } : {};
      return c.json({ ready, reasons, ...bus }, ready ? 200 : 503, { 'cache-control': 'no-store' });
    });
}

/** Sentences that say why this process should get no new visitors; none when it may. */
async function whyNotReady(parts: HealthParts): Promise<readonly string[]> {
  const stopping = parts.draining() ? 'The server is stopping.' : undefined;
  const reasons = [stopping, parts.trouble?.(), await readsStorage(parts)];
  return reasons.filter((reason) => reason !== undefined);
}

async function readsStorage({ storage, log }: HealthParts): Promise<string | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(resolve, PATIENCE_MS, `Storage did not answer within ${PATIENCE_MS} ms.`);
  const read = storage.heads([{ tenantId: 'readyz', urlId: 'readyz' }]).then(
    () => undefined,
    (error: unknown) => {
      log('error', 'storage-unreadable', { error: String(error) });
      return 'Storage cannot be read; the log says why.';
    },
  );
  try {
    return await Promise.race([read, late]);
  } finally {
    clearTimeout(timer);
  }
}
