import type { KeptConversation, Shadow } from '@imagechat/core/eyes';
import type { Status } from '@imagechat/protocol/status';
import type { Selectable } from 'kysely';
import { type Arg, type Builder, type Keys, define } from '../query.ts';
import type { ConversationsTable } from '../schema.ts';

/** What changes in a conversation's row. */
type Changing = {
  readonly by: string;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly placeSeq: number;
  readonly resolved: number;
  readonly count: number;
  readonly latestSeq: number;
  readonly openingCommentId: string | null;
  readonly openingBy: string | null;
  readonly openingName: string | null;
  readonly openingLine: string | null;
  readonly status: Status | null;
  readonly locked: number;
  readonly shadows: string | null;
};

const columns = [
  'conversations.id',
  'conversations.x',
  'conversations.y',
  'conversations.place_seq',
  'conversations.resolved',
  'conversations.by',
  'conversations.name',
  'conversations.count',
  'conversations.latest_seq',
  'conversations.opening_comment_id',
  'conversations.opening_by',
  'conversations.opening_name',
  'conversations.opening_line',
  'conversations.created_at',
  'conversations.status',
  'conversations.locked',
  'conversations.shadows',
] as const;

type Row = Omit<
  Selectable<ConversationsTable>,
  'tenant_id' | 'image_id' | 'created_seq' | 'deleted_at' | 'deleted_by'
>;

/** Conversations of an image's state. */
export function conversationQueries(builder: Builder) {
  return { ...reads(builder), ...writes(builder), ...partly(builder), ...disposal(builder) };
}

function reads({ db, keys, part }: Builder) {
  return {
    /** Keys of tenant and id: those in use, deleted ones included. */
    named: define((arg: Arg<{ keys: Keys }>) =>
      db
        .selectFrom(keys(arg('keys'), ['text', 'text']))
        .crossJoin('conversations')
        .select([...columns, 'tenant_id', 'image_id', 'deleted_at', 'deleted_by'])
        .where('conversations.tenant_id', '=', part(0))
        .where('conversations.id', '=', part(1)),
    ),
    /** Those of an image that are there, in their order. */
    ofImage: define((arg: Arg<{ tenantId: string; imageId: number }>) =>
      db
        .selectFrom('conversations')
        .select(columns)
        .where('tenant_id', '=', arg('tenantId'))
        .where('image_id', '=', arg('imageId'))
        .where('deleted_at', 'is', null)
        .orderBy('created_seq'),
    ),
    /** The row of a conversation that is there, on this image. */
    find: define((arg: Arg<{ tenantId: string; imageId: number; id: string }>) =>
      db
        .selectFrom('conversations')
        .select(columns)
        .where('tenant_id', '=', arg('tenantId'))
        .where('id', '=', arg('id'))
        .where('image_id', '=', arg('imageId'))
        .where('deleted_at', 'is', null),
    ),
  };
}

function writes({ db }: Builder) {
  type Key = { tenantId: string; id: string };
  type Born = { imageId: number; createdSeq: number; createdAt: number };
  const changing = (arg: Arg<Changing>) => ({
    by: arg('by'),
    name: arg('name'),
    x: arg('x'),
    y: arg('y'),
    place_seq: arg('placeSeq'),
    resolved: arg('resolved'),
    count: arg('count'),
    latest_seq: arg('latestSeq'),
    opening_comment_id: arg('openingCommentId'),
    opening_by: arg('openingBy'),
    opening_name: arg('openingName'),
    opening_line: arg('openingLine'),
    status: arg('status'),
    locked: arg('locked'),
    shadows: arg('shadows'),
  });
  type Gone = { deletedAt: number | null; deletedBy: string | null };
  return {
    insert: define((arg: Arg<Key & Born & Changing & Gone>) =>
      db.insertInto('conversations').values({
        tenant_id: arg('tenantId'),
        id: arg('id'),
        image_id: arg('imageId'),
        created_seq: arg('createdSeq'),
        created_at: arg('createdAt'),
        deleted_at: arg('deletedAt'),
        deleted_by: arg('deletedBy'),
        ...changing(arg),
      }),
    ),
    update: define((arg: Arg<Key & Changing & Gone>) =>
      db
        .updateTable('conversations')
        .set({ ...changing(arg), deleted_at: arg('deletedAt'), deleted_by: arg('deletedBy') })
        .where('tenant_id', '=', arg('tenantId'))
        .where('id', '=', arg('id')),
    ),
  };
}

/** What changes without the rest. */
function partly({ db }: Builder) {
  type Key = { tenantId: string; id: string };
  return {
    /** What changes with every comment, and nothing else. */
    setCount: define((arg: Arg<Key & { count: number; latestSeq: number }>) =>
      db
        .updateTable('conversations')
        .set({ count: arg('count'), latest_seq: arg('latestSeq') })
        .where('tenant_id', '=', arg('tenantId'))
        .where('id', '=', arg('id')),
    ),
    /** Puts it behind all others of its image. */
    setOrder: define((arg: Arg<Key & { createdSeq: number }>) =>
      db
        .updateTable('conversations')
        .set({ created_seq: arg('createdSeq') })
        .where('tenant_id', '=', arg('tenantId'))
        .where('id', '=', arg('id')),
    ),
  };
}

/** What is removed for good. */
function disposal({ db }: Builder) {
  return {
    /** Those deleted before a time. */
    deletedBefore: define((arg: Arg<{ before: number; most: number }>) =>
      db
        .selectFrom('conversations')
        .select(['tenant_id', 'id'])
        .where('deleted_at', '<', arg('before'))
        .limit(arg('most')),
    ),
    dispose: define((arg: Arg<{ tenantId: string; id: string }>) =>
      db.deleteFrom('conversations').where('tenant_id', '=', arg('tenantId')).where('id', '=', arg('id')),
    ),
  };
}

/** A row as a conversation is kept. */
export function conversationOf(row: Row): KeptConversation {
  return {
    id: row.id,
    x: row.x,
    y: row.y,
    placeSeq: row.place_seq,
    resolved: row.resolved === 1,
    by: row.by,
    name: row.name,
    createdAt: row.created_at,
    count: row.count,
    latestSeq: row.latest_seq,
    opening:
      row.opening_comment_id === null
        ? null
        : {
            commentId: row.opening_comment_id,
            by: row.opening_by ?? '',
            name: row.opening_name ?? '',
            line: row.opening_line ?? '',
          },
    ...(row.status === null ? {} : { status: row.status }),
    ...(row.locked === 1 ? { locked: true } : {}),
    // Written by the storage itself.
    ...(row.shadows === null ? {} : { shadows: JSON.parse(row.shadows) as Record<string, Shadow> }),
  };
}

/** What of a conversation can change, as columns. */
export function changingPart({ opening, shadows, ...conversation }: KeptConversation): Changing {
  return {
    by: conversation.by,
    name: conversation.name,
    x: conversation.x,
    y: conversation.y,
    placeSeq: conversation.placeSeq,
    resolved: conversation.resolved ? 1 : 0,
    count: conversation.count,
    latestSeq: conversation.latestSeq,
    openingCommentId: opening?.commentId ?? null,
    openingBy: opening?.by ?? null,
    openingName: opening?.name ?? null,
    openingLine: opening?.line ?? null,
    status: conversation.status ?? null,
    locked: conversation.locked ? 1 : 0,
    shadows: shadows ? JSON.stringify(shadows) : null,
  };
}
