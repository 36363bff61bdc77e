import type { ImageGroups } from '@imagechat/core/ports/image-groups';
import type { ImageIndex } from '@imagechat/core/ports/image-index';
import type { UploadUses } from '@imagechat/core/ports/upload-uses';
import { imageIndexQueries } from '../queries/image-index.ts';
import { groupsIn } from '../queries/images.ts';
import { keysOf } from '../query.ts';
import type { PgDatabase } from './database.ts';
import { postgresBuilder } from './dialect.ts';
import { queries } from './queries.ts';
import { changeTenants } from './tenants.ts';

const index = imageIndexQueries(postgresBuilder);

/** Who may see which image, in Postgres. */
export function postgresGroups(database: PgDatabase): ImageGroups {
  return {
    async groupsOf({ tenantId, urlId }) {
      const row = await database.read([tenantId], (work) =>
        work.first(queries.images.groups, { tenantId, urlId }),
      );
      return groupsIn(row);
    },
    async setGroups({ tenantId, urlId }, groups, at) {
      await changeTenants(database, async (work) => {
        await work.all(queries.images.setGroups, {
          tenantId,
          urlId,
          groups: groups && JSON.stringify(groups),
          at,
        });
        return true;
      });
    },
    async setClosed({ tenantId, urlId }, closed, at) {
      await database.write([tenantId], (work) =>
        work.all(queries.images.setClosed, { tenantId, urlId, closed: Number(closed), at }),
      );
    },
  };
}

/** Images by what other programs know of them, in Postgres. */
export function postgresIndex(database: PgDatabase): ImageIndex {
  return {
    async facts({ tenantId, urlId }) {
      const row = await database.read([tenantId], (work) => work.first(index.facts, { tenantId, urlId }));
      const told = Object.entries(row ?? {}).filter(([, value]) => value !== null);
      return Object.fromEntries(told);
    },
    async imageOf(tenantId, conversationId) {
      const asked = { tenantId, conversationId };
      const row = await database.read([tenantId], (work) => work.first(index.ofConversation, asked));
      return row?.url_id;
    },
  };
}

/** Which uploads comments show, in Postgres. */
export function postgresUploadUses(database: PgDatabase): UploadUses {
  return {
    async unused(uploads) {
      const keys = keysOf(uploads.map(({ tenantId, id }) => [tenantId, id]));
      const rows = await database.read('all', (work) => work.all(queries.uploads.used, { keys }));
      const used = new Set(rows.map((row) => `${row.tenant_id}/${row.upload_id}`));
      return uploads.filter(({ tenantId, id }) => !used.has(`${tenantId}/${id}`));
    },
  };
}
