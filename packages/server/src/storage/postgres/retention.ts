import {
  type LogKeeper,
  type Retention,
  type Retentions,
  retentionOf,
} from '@imagechat/core/ports/retention';
import { type LongLogs, isLong, youngFrom } from '../long-logs.ts';
import { trimLogs } from '../trim-logs.ts';
import type { PgDatabase, Work } from './database.ts';
import { queries } from './queries.ts';

/** Held by the one process that cuts; the others leave it to that one (one runner, no matter how many processes there are). */
const CUTTING = "select pg_try_advisory_xact_lock(hashtext('imagechat retention')) as mine";

/** Keeps the logs in Postgres from growing for ever (L1). */
export function postgresRetention(database: PgDatabase): LogKeeper {
  return {
    trim: (keep, most) =>
      trimLogs(
        {
          longLogs: (afterId, images) => longLogs(database, keep, afterId, images),
          cutLogs: (logs, events) => cutLogs(database, logs, keep, events),
        },
        most,
      ),
  };
}

async function longLogs(
  database: PgDatabase,
  keep: Retentions,
  afterId: number,
  most: number,
): Promise<LongLogs> {
  const rows = await database.read('all', (work) => work.all(queries.images.logs, { afterId, most }));
  const logs = rows.filter(isLong(keep));
  return {
    logs: logs.map(({ tenant_id: tenantId, id: imageId, head }) => ({ tenantId, imageId, head })),
    lookedUpTo: rows.length < most ? undefined : rows.at(-1)?.id,
  };
}

function cutLogs(
  database: PgDatabase,
  logs: LongLogs['logs'],
  keep: Retentions,
  most: number,
): Promise<number> {
  return database.write('all', async (work) => {
    const [lock] = await work.raw<{ mine: boolean }>(CUTTING);
    if (!lock?.mine) return 0;
    const keptOf = retentionOf(keep);
    let gone = 0;
    for (const log of logs) gone += await cutLog(work, log, keptOf(log.tenantId), most - gone);
    return gone;
  });
}

async function cutLog(
  work: Work,
  log: LongLogs['logs'][number],
  keep: Retention,
  most: number,
): Promise<number> {
  if (most <= 0) return 0;
  const { tenantId, imageId } = log;
  const old = await work.all(queries.events.oldest, { tenantId, imageId, most });
  const gone = youngFrom(old, log.head, keep);
  const last = old[gone - 1];
  if (last) await work.all(queries.events.cut, { tenantId, imageId, before: last.seq + 1 });
  return gone;
}
