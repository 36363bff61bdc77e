import { type Arg, type Builder, define } from '../query.ts';

/** Everything of a tenant, a page at a time. */
export function archiveQueries({ db }: Builder) {
  return {
    images: define((arg: Arg<{ tenantId: string; after: string; most: number }>) =>
      db
        .selectFrom('images')
        .select(['url_id', 'src', 'page', 'title', 'groups'])
        .where('tenant_id', '=', arg('tenantId'))
        .where('url_id', '>', arg('after'))
        .orderBy('url_id')
        .limit(arg('most')),
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
