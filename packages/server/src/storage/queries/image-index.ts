import type { ImageFacts } from '@imagechat/protocol/messages';
import { type Arg, type Builder, define } from '../query.ts';

/** Images by what other programs know of them. */
export function imageIndexQueries({ db }: Builder) {
  return {
    /** What was told of an image. */
    facts: define((arg: Arg<{ tenantId: string; urlId: string }>) =>
      db
        .selectFrom('images')
        .select(['src', 'page', 'title'])
        .where('tenant_id', '=', arg('tenantId'))
        .where('url_id', '=', arg('urlId')),
    ),
    /** The image a conversation is on, deleted ones included. */
    ofConversation: define((arg: Arg<{ tenantId: string; conversationId: string }>) =>
      db
        .selectFrom('conversations')
        .innerJoin('images', (join) =>
          join
            .onRef('images.tenant_id', '=', 'conversations.tenant_id')
            .onRef('images.id', '=', 'conversations.image_id'),
        )
        .select('images.url_id')
        .where('conversations.tenant_id', '=', arg('tenantId'))
        .where('conversations.id', '=', arg('conversationId')),
    ),
  };
}

/** What a row tells of an image. */
export function factsIn(
  row:
    | { readonly src: string | null; readonly page: string | null; readonly title: string | null }
    | undefined,
): ImageFacts {
  const { src = null, page = null, title = null } = row ?? {};
  return {
    ...(src === null ? {} : { src }),
    ...(page === null ? {} : { page }),
    ...(title === null ? {} : { title }),
  };
}
