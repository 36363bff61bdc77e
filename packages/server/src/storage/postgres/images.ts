import type { ImageGroups, Renaming } from '@imagechat/core/ports/image-groups';
import type { ImageIndex } from '@imagechat/core/ports/image-index';
import type { UploadUses } from '@imagechat/core/ports/upload-uses';
import type { ImageKey } from '@imagechat/protocol/ids';
import { imageIndexQueries } from '../queries/image-index.ts';
import { groupsIn } from '../queries/images.ts';
import { keysOf } from '../query.ts';
import { LEFT, renamePlan } from '../rename-plan.ts';
import type { PgDatabase, Work } from './database.ts';
import { postgresBuilder } from './dialect.ts';
import { lockImages } from './locks.ts';
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
    async rename(image, to, at) {
      let done: Renaming = 'unknown';
      await changeTenants(database, async (work) => {
        done = await renameWithin(work, image, to, at);
        return done === 'renamed';
      });
      return done;
    },
    async setClosed({ tenantId, urlId }, closed, at) {
      await database.write([tenantId], (work) =>
        work.all(queries.images.setClosed, { tenantId, urlId, closed: Number(closed), at }),
      );
    },
  };
}

/** Both names are locked as those who write on them lock them. */
async function renameWithin(
  work: Work,
  { tenantId, urlId }: ImageKey,
  to: string,
  at: number,
): Promise<Renaming> {
  await lockImages(work, [
    { tenantId, urlId },
    { tenantId, urlId: to },
  ]);
  const row = await work.first(queries.images.whole, { tenantId, urlId });
  const there = await work.first(queries.images.whole, { tenantId, urlId: to });
  const plan = renamePlan(row, there);
  if (plan.does !== 'renamed' || !row) return plan.does;
  if (plan.gone !== undefined) await work.all(queries.images.remove, { id: plan.gone });
  await work.all(queries.images.rename, { id: plan.id, urlId: to, head: plan.head });
  const { page, src, title } = row;
  const left = { tenantId, urlId, head: plan.leftHead, page, src, title, at, activeAt: LEFT };
  await work.all(queries.images.insert, left);
  return 'renamed';
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
