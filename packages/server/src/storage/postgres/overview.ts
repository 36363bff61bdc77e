import type { Overview } from '@imagechat/core/ports/overview';
import { lookedCommentOf, overviewQueries, walkArgs } from '../queries/overview.ts';
import type { PgDatabase } from './database.ts';
import { postgresBuilder } from './dialect.ts';

const queries = overviewQueries(postgresBuilder);

/** A tenant's comments over all its images, in Postgres. */
export function postgresOverview(database: PgDatabase): Overview {
  return {
    async comments(tenantId, walk) {
      const args = walkArgs(tenantId, walk);
      const { view } = walk;
      const rows = await database.read([tenantId], (work) => {
        if (view === 'all') return work.all(queries.all, args);
        if (view === 'flagged') return work.all(queries.flagged, args);
        return work.all(queries.ofStatus, { ...args, status: view });
      });
      return rows.map(lookedCommentOf);
    },
    counts: (tenantId, most) =>
      database.read([tenantId], async (work) => {
        const count = async (status: string): Promise<number> =>
          (await work.all(queries.count, { tenantId, status, most })).length;
        const flagged = work.all(queries.countFlagged, { tenantId, most });
        const [pending, spam, hidden] = await Promise.all([count('pending'), count('spam'), count('hidden')]);
        return { pending, flagged: (await flagged).length, spam, hidden };
      }),
  };
}
