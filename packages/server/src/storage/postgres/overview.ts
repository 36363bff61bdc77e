import type { LookedImage, Overview } from '@imagechat/core/ports/overview';
import { lookedCommentOf, lookedImageOf, overviewQueries, walkArgs } from '../queries/overview.ts';
import type { PgDatabase, Work } from './database.ts';
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
    images: (tenantId, { at, id }, most, mostOpen) =>
      database.read([tenantId], async (work) => {
        const rows = await work.all(queries.images, { tenantId, beforeAt: at, beforeId: id, most });
        return Promise.all(rows.map((row) => looked(work, tenantId, row, mostOpen)));
      }),
    image: (tenantId, urlId, mostOpen) =>
      database.read([tenantId], async (work) => {
        const row = await work.first(queries.image, { tenantId, urlId });
        return row && looked(work, tenantId, row, mostOpen);
      }),
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

async function looked(
  work: Work,
  tenantId: string,
  row: Parameters<typeof lookedImageOf>[0] & { readonly id: number },
  mostOpen: number,
): Promise<LookedImage> {
  const open = await work.all(queries.open, { tenantId, imageId: row.id, most: mostOpen });
  return lookedImageOf(row, open.length);
}
