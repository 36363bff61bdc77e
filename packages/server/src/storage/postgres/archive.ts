import type { Archive } from '@imagechat/core/ports/archive';
import { archiveQueries } from '../queries/archive.ts';
import { commentOf } from '../queries/comments.ts';
import { factsIn } from '../queries/image-index.ts';
import { groupsIn } from '../queries/images.ts';
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
      return rows.map((row) => ({ urlId: row.url_id, facts: factsIn(row), groups: groupsIn(row) }));
    },
    async comments({ tenantId }, conversationId, after, most) {
      const rows = await database.read([tenantId], (work) =>
        work.all(queries.comments, { tenantId, conversationId, after, most }),
      );
      return rows.map(commentOf);
    },
  };
}
