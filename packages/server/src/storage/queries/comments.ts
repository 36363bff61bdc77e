import type { KeptComment, Shown } from '@imagechat/core/eyes';
import type { Body } from '@imagechat/protocol/body';
import type { Reaction } from '@imagechat/protocol/reaction';
import type { Status } from '@imagechat/protocol/status';
import { type Arg, type Builder, type Keys, define } from '../query.ts';
import type { CommentsTable } from '../schema.ts';

/** What everybody who reads a comment wants of it. */
export const WRITTEN = [
  'comments.id',
  'comments.seq',
  'comments.by',
  'comments.name',
  'comments.avatar',
  'comments.text',
  'comments.body',
  'comments.reply_to',
  'comments.depth',
  'comments.reactions',
  'comments.created_at',
  'comments.edited_at',
  'comments.status',
] as const;

const columns = [...WRITTEN, 'comments.shown', 'comments.flags', 'comments.flagged_by'] as const;

type Row = Omit<CommentsTable, 'tenant_id' | 'conversation_id' | 'deleted_at' | 'deleted_by'>;

/** Comments of conversations. */
export function commentQueries(builder: Builder) {
  return { ...reads(builder), ...writes(builder), ...disposal(builder) };
}

type Page = { tenantId: string; conversationId: string; before: number; most: number };

function reads({ db, keys, part }: Builder) {
  const newest = (arg: Arg<Page>) =>
    db
      .selectFrom('comments')
      .select(columns)
      .where('tenant_id', '=', arg('tenantId'))
      .where('conversation_id', '=', arg('conversationId'))
      .where('seq', '<', arg('before'))
      .orderBy('seq', 'desc')
      .limit(arg('most'));
  return {
    /** Keys of tenant and id: those in use with the image they are on, deleted ones included. */
    named: define((arg: Arg<{ keys: Keys }>) =>
      db
        .selectFrom(keys(arg('keys'), ['text', 'text']))
        .crossJoin('comments')
        .crossJoin('conversations')
        .select([...columns, 'comments.tenant_id', 'conversation_id', 'image_id'])
        .select(['comments.deleted_at', 'comments.deleted_by'])
        .where('comments.tenant_id', '=', part(0))
        .where('comments.id', '=', part(1))
        .whereRef('conversations.tenant_id', '=', 'comments.tenant_id')
        .whereRef('conversations.id', '=', 'conversation_id'),
    ),
    /** The newest ones of a conversation before a seq that are there, newest first. */
    page: define((arg: Arg<Page>) => newest(arg).where('deleted_at', 'is', null)),
    /** Those of them that everybody may see. */
    publicPage: define((arg: Arg<Page>) =>
      newest(arg).where('deleted_at', 'is', null).where('status', 'is', null),
    ),
    /** Those of them that not everybody may see, of one author. */
    veiledPage: define((arg: Arg<Page & { by: string }>) =>
      newest(arg).where('by', '=', arg('by')).where('deleted_at', 'is', null).where('status', 'is not', null),
    ),
  };
}

/** What of a comment can change, as columns. */
type Changing = {
  text: string;
  body: string | null;
  reactions: string | null;
  editedAt: number | null;
  status: Status | null;
  shown: Shown | null;
  flags: number | null;
  flaggedBy: string | null;
};

function writes({ db }: Builder) {
  type Key = { tenantId: string; id: string };
  type Born = {
    conversationId: string;
    seq: number;
    by: string;
    name: string;
    avatar: string | null;
    replyTo: string | null;
    depth: number | null;
    createdAt: number;
  };
  type Gone = { deletedAt: number | null; deletedBy: string | null };
  const changing = (arg: Arg<Changing & Gone>) => ({
    text: arg('text'),
    body: arg('body'),
    reactions: arg('reactions'),
    edited_at: arg('editedAt'),
    status: arg('status'),
    shown: arg('shown'),
    flags: arg('flags'),
    flagged_by: arg('flaggedBy'),
    deleted_at: arg('deletedAt'),
    deleted_by: arg('deletedBy'),
  });
  return {
    insert: define((arg: Arg<Key & Born & Changing & Gone>) =>
      db.insertInto('comments').values({
        tenant_id: arg('tenantId'),
        id: arg('id'),
        conversation_id: arg('conversationId'),
        seq: arg('seq'),
        by: arg('by'),
        name: arg('name'),
        avatar: arg('avatar'),
        reply_to: arg('replyTo'),
        depth: arg('depth'),
        created_at: arg('createdAt'),
        ...changing(arg),
      }),
    ),
    update: define((arg: Arg<Key & Changing & Gone>) =>
      db
        .updateTable('comments')
        .set(changing(arg))
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
        .selectFrom('comments')
        .select(['tenant_id', 'id'])
        .where('deleted_at', '<', arg('before'))
        .limit(arg('most')),
    ),
    /** All of a conversation. */
    ofConversation: define((arg: Arg<{ tenantId: string; conversationId: string; most: number }>) =>
      db
        .selectFrom('comments')
        .select(['tenant_id', 'id'])
        .where('tenant_id', '=', arg('tenantId'))
        .where('conversation_id', '=', arg('conversationId'))
        .limit(arg('most')),
    ),
    dispose: define((arg: Arg<{ tenantId: string; id: string }>) =>
      db.deleteFrom('comments').where('tenant_id', '=', arg('tenantId')).where('id', '=', arg('id')),
    ),
  };
}

/** A row as a comment is kept. */
export function commentOf(row: Row): KeptComment {
  const { id, seq, by, name, avatar, text, body, reply_to, depth, reactions, status, shown, flags } = row;
  return {
    ...{ id, seq, by, name, text },
    ...(avatar === null ? {} : { avatar }),
    // Written by the storage itself from a comment.
    ...(body === null ? {} : { body: JSON.parse(body) as Body }),
    ...(reply_to === null ? {} : { replyTo: reply_to }),
    ...(depth === null ? {} : { depth }),
    ...(reactions === null ? {} : { reactions: JSON.parse(reactions) as readonly Reaction[] }),
    ...{ createdAt: row.created_at, editedAt: row.edited_at },
    ...(status === null ? {} : { status }),
    ...(shown === null ? {} : { shown }),
    ...(flags === null ? {} : { flags }),
    ...(row.flagged_by === null ? {} : { flaggedBy: JSON.parse(row.flagged_by) as readonly string[] }),
  };
}

/** What of a comment can change, as its row has it. */
export function changingColumns(comment: KeptComment): Changing {
  const { text, body, reactions, editedAt, status, shown, flags, flaggedBy } = comment;
  return {
    text,
    body: body ? JSON.stringify(body) : null,
    reactions: reactions ? JSON.stringify(reactions) : null,
    editedAt,
    status: status ?? null,
    shown: shown ?? null,
    flags: flags ?? null,
    flaggedBy: flaggedBy ? JSON.stringify(flaggedBy) : null,
  };
}
