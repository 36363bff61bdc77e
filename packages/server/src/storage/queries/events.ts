import type { KeptEvent } from '@imagechat/core/veil';
import { type Arg, type Builder, type Keys, define } from '../query.ts';

/** The log of every image. */
export function eventQueries(builder: Builder) {
  return { ...reads(builder), ...texts(builder), ...writes(builder) };
}

function reads({ db, keys, part }: Builder) {
  return {
    /** Those after a seq, in order. */
    after: define((arg: Arg<{ tenantId: string; imageId: number; seq: number }>) =>
      db
        .selectFrom('events')
        .select('payload')
        .where('tenant_id', '=', arg('tenantId'))
        .where('image_id', '=', arg('imageId'))
        .where('seq', '>', arg('seq'))
        .orderBy('seq'),
    ),
    /** The oldest ones of an image that are still kept (L1). */
    oldest: define((arg: Arg<{ tenantId: string; imageId: number; most: number }>) =>
      db
        .selectFrom('events')
        .select(['seq', 'at'])
        .where('tenant_id', '=', arg('tenantId'))
        .where('image_id', '=', arg('imageId'))
        .orderBy('seq')
        .limit(arg('most')),
    ),
    /** Keys of tenant, broadcastId, image row and actor: the first answers (O2). */
    answers: define((arg: Arg<{ keys: Keys }>) =>
      db
        .selectFrom(keys(arg('keys'), ['text', 'text', 'number', 'text']))
        .crossJoin('events')
        .select(['image_id', 'broadcast_id', 'by', 'seq', 'at'])
        .where('tenant_id', '=', part(0))
        .where('broadcast_id', '=', part(1))
        .where('image_id', '=', part<number>(2))
        .where('by', '=', part(3)),
    ),
  };
}

/** Those that hold what somebody wrote. */
function texts({ db }: Builder) {
  return {
    /** Those that may hold a comment's text (L1). */
    ofComment: define((arg: Arg<{ tenantId: string; commentId: string }>) =>
      db
        .selectFrom('events')
        .select(['image_id', 'seq', 'payload'])
        .where('tenant_id', '=', arg('tenantId'))
        .where('comment_id', '=', arg('commentId')),
    ),
    /** Those that may hold the text of any comment of a conversation (L1). */
    ofConversation: define((arg: Arg<{ tenantId: string; conversationId: string }>) =>
      db
        .selectFrom('comments')
        .crossJoin('events')
        .select(['image_id', 'events.seq', 'payload'])
        .where('comments.tenant_id', '=', arg('tenantId'))
        .where('conversation_id', '=', arg('conversationId'))
        .whereRef('events.tenant_id', '=', 'comments.tenant_id')
        .whereRef('comment_id', '=', 'comments.id'),
    ),
  };
}

function writes({ db }: Builder) {
  type Key = { tenantId: string; imageId: number; seq: number };
  type Rest = { at: number; by: string; broadcastId: string; commentId: string | null };
  return {
    insert: define((arg: Arg<Key & Rest & { payload: string }>) =>
      db.insertInto('events').values({
        tenant_id: arg('tenantId'),
        image_id: arg('imageId'),
        seq: arg('seq'),
        at: arg('at'),
        by: arg('by'),
        broadcast_id: arg('broadcastId'),
        comment_id: arg('commentId'),
        payload: arg('payload'),
      }),
    ),
    /** Forgets those of an image before a seq (L1). */
    cut: define((arg: Arg<{ tenantId: string; imageId: number; before: number }>) =>
      db
        .deleteFrom('events')
        .where('tenant_id', '=', arg('tenantId'))
        .where('image_id', '=', arg('imageId'))
        .where('seq', '<', arg('before')),
    ),
    setPayload: define((arg: Arg<Key & { payload: string }>) =>
      db
        .updateTable('events')
        .set({ payload: arg('payload') })
        .where('tenant_id', '=', arg('tenantId'))
        .where('image_id', '=', arg('imageId'))
        .where('seq', '=', arg('seq')),
    ),
  };
}

/** The event in a row of the log. */
export function eventOf(row: { readonly payload: string }): KeptEvent {
  // Written by the storage itself from an event.
  return JSON.parse(row.payload) as KeptEvent;
}
