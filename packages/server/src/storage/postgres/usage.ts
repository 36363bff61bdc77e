import type { UsageStore } from '@imagechat/core/ports/usage';
import { dailyUsageOf, usageQueries } from '../queries/usage.ts';
import type { PgDatabase } from './database.ts';
import { postgresBuilder } from './dialect.ts';

const queries = usageQueries(postgresBuilder);

/** Usage in Postgres (M1); every process saves what its own run counted. */
export function postgresUsage(database: PgDatabase): UsageStore {
  return {
    async save(run, totals) {
      const tenants = new Set(totals.map(({ tenantId }) => tenantId));
      await database.write([...tenants], (work) =>
        Promise.all(totals.map((total) => work.all(queries.setTotal, { run, ...total }))),
      );
    },
    async read(tenantId, fromDay, toDay) {
      const asked = { tenantId, fromDay, toDay };
      const [created, totals] = await database.read([tenantId], (work) =>
        Promise.all([work.all(queries.created, asked), work.all(queries.totals, asked)]),
      );
      return dailyUsageOf(tenantId, created, totals);
    },
  };
}
