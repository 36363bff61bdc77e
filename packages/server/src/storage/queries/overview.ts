import type { CommentWalk, LookedComment, LookedImage } from '@imagechat/core/ports/overview';
import type { ImageFacts } from '@imagechat/protocol/messages';
import { sql } from 'kysely';
import { type Arg, type Builder, define } from '../query.ts';
import type { CommentsTable, ConversationsTable, ImagesTable } from '../schema.ts';
import { WRITTEN, commentOf } from './comments.ts';

type Count = { tenantId: string; most: number };
type Walk = { tenantId: string; beforeAt: number; beforeId: string; since: number; most: number };

/** A tenant's comments in the order of time, over all its images. */
export function overviewQueries({ db }: Builder) {
  return {
    all: define((arg: Arg<Walk>) => newestIn(db, arg)),
    ofStatus: define((arg: Arg<Walk & { status: string }>) =>
      newestIn(db, arg).where('comments.status', '=', sql<'pending'>`${arg('status')}`),
    ),
    flagged: define((arg: Arg<Walk>) => newestIn(db, arg).where('comments.flags', 'is not', null)),
    /** The images that were active last, after a place. */
    images: define((arg: Arg<{ tenantId: string; beforeAt: number; beforeId: string; most: number }>) =>
      db
        .selectFrom('images')
        .select(imageColumns)
        .where('tenant_id', '=', arg('tenantId'))
        .where(sql<boolean>`head > 0`)
        // Not a name that an image has left.
        .where(sql<boolean>`active_at >= 0`)
        .where(sql<boolean>`(active_at, url_id) < (${arg('beforeAt')}, ${arg('beforeId')})`)
        .orderBy('active_at', 'desc')
        .orderBy('url_id', 'desc')
        .limit(arg('most')),
    ),
    image: define((arg: Arg<{ tenantId: string; urlId: string }>) =>
      db
        .selectFrom('images')
        .select(imageColumns)
        .where('tenant_id', '=', arg('tenantId'))
        .where('url_id', '=', arg('urlId'))
        .where(sql<boolean>`head > 0`)
        // Not a name that an image has left.
        .where(sql<boolean>`active_at >= 0`),
    ),
    /** As many rows as an image has open conversations, up to `most`. */
    open: define((arg: Arg<{ tenantId: string; imageId: number; most: number }>) =>
      db
        .selectFrom('conversations')
        .select('id')
        .where('tenant_id', '=', arg('tenantId'))
        .where('image_id', '=', arg('imageId'))
        .where('deleted_at', 'is', null)
        .where(sql<boolean>`resolved = 0`)
        .limit(arg('most')),
    ),
    /** As many rows as there are comments of a status, up to `most` … */
    count: define((arg: Arg<Count & { status: string }>) =>
      counted(db, arg).where('comments.status', '=', sql<'pending'>`${arg('status')}`),
    ),
    /** … and as many as are flagged. */
    countFlagged: define((arg: Arg<Count>) => counted(db, arg).where('comments.flags', 'is not', null)),
  };
}

function counted(db: Builder['db'], arg: Arg<Count>) {
  return db
    .selectFrom('comments')
    .crossJoin('conversations')
    .select('comments.id')
    .where('comments.tenant_id', '=', arg('tenantId'))
    .where('comments.deleted_at', 'is', null)
    .where('comments.created_at', '>=', sql<number>`0`)
    .whereRef('conversations.tenant_id', '=', 'comments.tenant_id')
    .whereRef('conversations.id', '=', 'comments.conversation_id')
    .where('conversations.deleted_at', 'is', null)
    .orderBy('comments.created_at', 'desc')
    .limit(arg('most'));
}

/** The newest comments after a place, with what they are about. */
function newestIn(db: Builder['db'], arg: Arg<Walk>) {
  return db
    .selectFrom('comments')
    .crossJoin('conversations')
    .crossJoin('images')
    .select([
      ...WRITTEN,
      'comments.flags',
      'comments.conversation_id',
      'conversations.x',
      'conversations.y',
      'conversations.resolved',
      'conversations.locked',
      'conversations.count',
      'images.url_id',
      'images.src',
      'images.page',
      'images.title',
    ])
    .where('comments.tenant_id', '=', arg('tenantId'))
    .where('comments.deleted_at', 'is', null)
    .where('comments.created_at', '>=', arg('since'))
    .where(sql<boolean>`(comments.created_at, comments.id) < (${arg('beforeAt')}, ${arg('beforeId')})`)
    .whereRef('conversations.tenant_id', '=', 'comments.tenant_id')
    .whereRef('conversations.id', '=', 'comments.conversation_id')
    .where('conversations.deleted_at', 'is', null)
    .whereRef('images.tenant_id', '=', 'conversations.tenant_id')
    .whereRef('images.id', '=', 'conversations.image_id')
    .orderBy('comments.created_at', 'desc')
    .orderBy('comments.id', 'desc')
    .limit(arg('most'));
}

type Row = Omit<CommentsTable, 'tenant_id' | 'deleted_at' | 'deleted_by' | 'shown' | 'flagged_by'> &
  Pick<ConversationsTable, 'x' | 'y' | 'resolved' | 'count'> &
  Pick<ImagesTable, 'url_id' | 'src' | 'page' | 'title'> & { readonly locked: number };

const imageColumns = ['id', 'url_id', 'src', 'page', 'title', 'active_at', 'closed'] as const;

type ImageRow = Pick<ImagesTable, 'url_id' | 'src' | 'page' | 'title'> & {
  readonly active_at: number;
  readonly closed: number;
};

/** A row as an image is looked at. */
export function lookedImageOf(row: ImageRow, open: number): LookedImage {
  const facts = factsOf(row);
  return { urlId: row.url_id, facts, activeAt: row.active_at, open, closed: row.closed === 1 };
}

function factsOf({ page, src, title }: Pick<ImagesTable, 'src' | 'page' | 'title'>): ImageFacts {
  return {
    ...(src === null ? {} : { src }),
    ...(page === null ? {} : { page }),
    ...(title === null ? {} : { title }),
  };
}

/** What a query of comments is asked for a walk. */
export function walkArgs(tenantId: string, { before, most, since }: CommentWalk): Walk {
  return { tenantId, beforeAt: before.at, beforeId: before.id, since, most };
}

/** A row as moderators look at it. */
export function lookedCommentOf(row: Row): LookedComment {
  const { conversation_id: id, count, locked, resolved, url_id: urlId, x, y } = row;
  return {
    urlId,
    facts: factsOf(row),
    conversation: { id, x, y, resolved: resolved === 1, count, ...(locked === 1 ? { locked: true } : {}) },
    comment: commentOf({ ...row, shown: null, flagged_by: null }),
  };
}
