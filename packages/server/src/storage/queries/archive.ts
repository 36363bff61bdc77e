import type { ArchivedImage } from '@imagechat/core/ports/archive';
import { sql } from 'kysely';
import { type Arg, type Builder, define } from '../query.ts';
import { LEFT } from '../rename-plan.ts';
import type { ImagesTable } from '../schema.ts';
import { factsIn } from './image-index.ts';
import { groupsIn } from './images.ts';

/** Everything of a tenant, a page at a time. */
export function archiveQueries({ db }: Builder) {
  return {
    images: define((arg: Arg<{ tenantId: string; after: string; most: number }>) =>
      db
        .selectFrom('images')
        .select(['url_id', 'src', 'page', 'title', 'groups', 'closed'])
        .where('tenant_id', '=', arg('tenantId'))
        .where('url_id', '>', arg('after'))
        .where('active_at', '!=', sql<number>`${sql.lit(LEFT)}`)
        .orderBy('url_id')
        .limit(arg('most')),
    ),
    image: define((arg: Arg<{ tenantId: string; urlId: string }>) =>
      db
        .selectFrom('images')
        .select(['url_id', 'src', 'page', 'title', 'groups', 'closed'])
        .where('tenant_id', '=', arg('tenantId'))
        .where('url_id', '=', arg('urlId')),
    ),
    /** Of a conversation, those that are there, oldest first. */
    comments: define((arg: Arg<{ tenantId: string; conversationId: string; after: number; most: number }>) =>
      db
        .selectFrom('comments')
        .selectAll()
        .where('tenant_id', '=', arg('tenantId'))
        .where('conversation_id', '=', arg('conversationId'))
        .where('seq', '>', arg('after'))
        .where('deleted_at', 'is', null)
        .orderBy('seq')
        .limit(arg('most')),
    ),
  };
}

/** A row as the archive tells it. */
export function archivedOf(
  row: Pick<ImagesTable, 'url_id' | 'src' | 'page' | 'title' | 'groups'> & { readonly closed: number },
): ArchivedImage {
  return { urlId: row.url_id, facts: factsIn(row), groups: groupsIn(row), closed: row.closed === 1 };
}
