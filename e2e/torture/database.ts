import { Database } from 'bun:sqlite';
import { join } from 'node:path';
import type { FullEvent } from '@imagechat/protocol/catalog';
import type { Comment } from '@imagechat/protocol/comment';
import type { Conversation } from '@imagechat/protocol/conversation';
import { groupBy } from './group-by.ts';

/** One image as the database's file holds it. */
export interface StoredImage {
  readonly urlId: string;
  readonly head: number;
  /** The log, by seq. */
  readonly events: readonly { readonly seq: number; readonly event: FullEvent }[];
  /** Conversations that are not deleted, in the order they were created. */
  readonly conversations: readonly Conversation[];
  /** Comments that are not deleted, oldest first, by conversation. */
  readonly comments: ReadonlyMap<string, readonly Comment[]>;
}

interface ConversationRow {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly place_seq: number;
  readonly resolved: number;
  readonly by: string;
  readonly name: string;
  readonly count: number;
  readonly latest_seq: number;
  readonly opening_comment_id: string | null;
  readonly opening_by: string | null;
  readonly opening_name: string | null;
  readonly opening_line: string | null;
  readonly created_at: number;
}

interface CommentRow {
  readonly conversation_id: string;
  readonly id: string;
  readonly seq: number;
  readonly by: string;
  readonly name: string;
  readonly text: string;
  readonly body: string | null;
  readonly reply_to: string | null;
  readonly depth: number | null;
  readonly reactions: string | null;
  readonly created_at: number;
  readonly edited_at: number | null;
}

/** Opens the file for reading, beside a server that runs or after it. Its own queries are not used: this is a second pair of eyes. */
export function openDatabase(dataDir: string): Database {
  return new Database(join(dataDir, 'imagechat.db'), { readonly: true });
}

/** What SQLite says about the file as a whole; `ok` when nothing is wrong. */
export function integrityOf(database: Database): string {
  const row = database.query('pragma integrity_check').get() as { integrity_check: string };
  return row.integrity_check;
}

/** Everything the file holds of these images of the tenant `demo`. */
export function storedImages(database: Database, urlIds: readonly string[]): readonly StoredImage[] {
  return urlIds.map((urlId) => storedImage(database, urlId));
}

function storedImage(database: Database, urlId: string): StoredImage {
  const row = database
    .query("select id, head from images where tenant_id = 'demo' and url_id = ?")
    .get(urlId) as { id: number; head: number } | null;
  // Nobody has talked about it (N1).
  if (!row) return { urlId, head: 0, events: [], conversations: [], comments: new Map() };
  const events = database
    .query("select seq, payload from events where tenant_id = 'demo' and image_id = ? order by seq")
    .all(row.id) as { seq: number; payload: string }[];
  const conversations = database
    .query(
      "select * from conversations where tenant_id = 'demo' and image_id = ? and deleted_at is null order by created_seq",
    )
    .all(row.id) as ConversationRow[];
  const comments = database
    .query(
      `select comments.* from comments join conversations on conversations.tenant_id = comments.tenant_id
       and conversations.id = comments.conversation_id where comments.tenant_id = 'demo' and image_id = ?
       and comments.deleted_at is null and conversations.deleted_at is null order by comments.seq`,
    )
    .all(row.id) as CommentRow[];
  return {
    urlId,
    head: row.head,
    events: events.map(({ seq, payload }) => ({ seq, event: JSON.parse(payload) as FullEvent })),
    conversations: conversations.map(conversationOf),
    comments: new Map(
      [...groupBy(comments, (row) => row.conversation_id)].map(([id, rows]) => [id, rows.map(commentOf)]),
    ),
  };
}

function conversationOf(row: ConversationRow): Conversation {
  const { id, x, y, by, name, count } = row;
  const opening =
    row.opening_comment_id === null
      ? null
      : {
          commentId: row.opening_comment_id,
          by: row.opening_by ?? '',
          name: row.opening_name ?? '',
          line: row.opening_line ?? '',
        };
  return {
    ...{ id, x, y, by, name, count, opening },
    placeSeq: row.place_seq,
    resolved: row.resolved === 1,
    createdAt: row.created_at,
    latestSeq: row.latest_seq,
  };
}

function commentOf(row: CommentRow): Comment {
  const { id, seq, by, name, text, body, reply_to: replyTo, depth, reactions } = row;
  return {
    ...{ id, seq, by, name, text, createdAt: row.created_at, editedAt: row.edited_at },
    ...(body === null ? {} : { body: JSON.parse(body) as Comment['body'] & object }),
    ...(replyTo === null ? {} : { replyTo }),
    ...(depth === null ? {} : { depth }),
    ...(reactions === null ? {} : { reactions: JSON.parse(reactions) as Comment['reactions'] & object }),
  };
}
