import type { Archive } from '@imagechat/core/ports/archive';
import { archiveQueries, archivedOf } from '../queries/archive.ts';
import { commentOf } from '../queries/comments.ts';
import type { PgDatabase } from './database.ts';
import { postgresBuilder } from './dialect.ts';

const queries = archiveQueries(postgresBuilder);

/** Everything of a tenant, in Postgres. */
export function postgresArchive(database: PgDatabase): Archive {
  return {
    async images(tenantId, after, most) {
      const rows = await database.read([tenantId], (work) =>
        work.all(queries.images, { tenantId, after, most }),
      );
      return rows.map(archivedOf);
    },
    async image({ tenantId, urlId }) {
      const row = await database.read([tenantId], (work) => work.first(queries.image, { tenantId, urlId }));
      return row && archivedOf(row);
    },
    async comments({ tenantId }, conversationId, after, most) {
      const rows = await database.read([tenantId], (work) =>
        work.all(queries.comments, { tenantId, conversationId, after, most }),
      );
      return rows.map(commentOf);
    },
  };
}
