import { foldedName } from '@imagechat/core/ports/mentions';
import type { CommentWrite, ConversationWrite, ImageWrite } from '@imagechat/core/ports/storage';
import { speakerOf } from '@imagechat/core/rules/speaker-of';
import { type KeptEvent, hushed, unveiled } from '@imagechat/core/veil';
import { uploadsIn } from '@imagechat/protocol/body';
import { redacted, writtenIn } from '@imagechat/protocol/redact';
import { commentEffect } from '@imagechat/protocol/thread';
import { changingColumns, type commentQueries } from './queries/comments.ts';
import { changingPart, type conversationQueries } from './queries/conversations.ts';
import type { eventQueries } from './queries/events.ts';
import type { speakerQueries } from './queries/speakers.ts';
import type { uploadQueries } from './queries/uploads.ts';
import type { Query } from './query.ts';

/** Queries that are run for their effect, a row at a time: at once, or collected. */
export type Runs<Queries> = {
  readonly [Name in keyof Queries]: Queries[Name] extends Query<infer Args, infer _>
    ? { run(args: Args): void }
    : never;
};

/** Where a group's rows go. */
export interface RowWriters {
  readonly conversations: Pick<
    Runs<ReturnType<typeof conversationQueries>>,
    'insert' | 'update' | 'setCount' | 'setOrder'
  >;
  readonly comments: Pick<Runs<ReturnType<typeof commentQueries>>, 'insert' | 'update'>;
  readonly events: Pick<Runs<ReturnType<typeof eventQueries>>, 'insert'>;
  readonly speakers: Pick<Runs<ReturnType<typeof speakerQueries>>, 'note'>;
  readonly uploads: Pick<Runs<ReturnType<typeof uploadQueries>>, 'forget' | 'use'>;
}

/** Events whose text is to be taken out or kept from some, and how (L1). */
export interface Rewrite {
  readonly of: 'comment' | 'conversation';
  readonly id: string;
  readonly rewrite: (event: KeptEvent) => KeptEvent;
}

/** A write with all that its rows need to know. */
interface Job {
  readonly tenantId: string;
  readonly imageId: number;
  readonly now: number;
}

/** Writes what was decided about one image whose row is there: conversations, comments, then the log. */
export function recordRows(to: RowWriters, write: ImageWrite, imageId: number, now: number): void {
  const job: Job = { tenantId: write.image.tenantId, imageId, now };
  const births = birthsIn(write.events);
  for (const [id, conversation] of write.conversations)
    writeConversation(to, job, id, conversation, births.conversations.has(id));
  for (const [id, comment] of write.comments) writeComment(to, job, id, comment, births.comments.has(id));
  for (const event of write.events) writeEvent(to, job, event);
}

/** What of the log must be rewritten after that, this very write's events included; numbers and ids stay (L1). */
export function rewritesOf({ comments, conversations }: ImageWrite): readonly Rewrite[] {
  const rewrites: Rewrite[] = [];
  for (const [id, { comment, deletedBy, hushed: isHushed }] of comments) {
    if (deletedBy !== undefined) rewrites.push({ of: 'comment', id, rewrite: redacted });
    else if (isHushed) rewrites.push({ of: 'comment', id, rewrite: (event) => hushed(event, comment.by) });
  }
  for (const [id, { deletedBy }] of conversations)
    if (deletedBy !== undefined) rewrites.push({ of: 'conversation', id, rewrite: redacted });
  return rewrites;
}

/** One that was started and taken away in the same group gets its row too: its id stays taken. */
function writeConversation(
  { conversations }: RowWriters,
  { tenantId, imageId, now }: Job,
  id: string,
  { conversation, counted, deletedBy, last }: ConversationWrite,
  isBorn: boolean,
): void {
  const { by, name, createdAt, count, latestSeq } = conversation;
  if (counted) {
    conversations.setCount.run({ tenantId, id, count, latestSeq });
    return;
  }
  const changing = { ...changingPart(conversation), ...gone(deletedBy, now) };
  if (isBorn) {
    const born = { tenantId, id, imageId, createdSeq: last ?? 0, by, name, createdAt };
    conversations.insert.run({ ...born, ...changing });
    return;
  }
  conversations.update.run({ tenantId, id, ...changing });
  if (last !== undefined) conversations.setOrder.run({ tenantId, id, createdSeq: last });
}

function writeComment(
  { comments, uploads }: RowWriters,
  { tenantId, now }: Job,
  id: string,
  { conversationId, comment, deletedBy }: CommentWrite,
  isBorn: boolean,
): void {
  const { seq, by, name, avatar = null, body, replyTo = null, depth = null, createdAt } = comment;
  const changing = { ...changingColumns(comment), ...gone(deletedBy, now) };
  if (isBorn) {
    const born = { tenantId, id, conversationId, seq, by, name, avatar, replyTo, depth, createdAt };
    comments.insert.run({ ...born, ...changing });
  } else {
    comments.update.run({ tenantId, id, ...changing });
    uploads.forget.run({ tenantId, commentId: id });
  }
  for (const uploadId of uploadsIn(body ?? [])) uploads.use.run({ tenantId, commentId: id, uploadId });
}

function writeEvent({ events, speakers }: RowWriters, { tenantId, imageId }: Job, event: KeptEvent): void {
  const { seq, at, by, broadcastId } = event;
  const commentId = writtenIn(event);
  const payload = JSON.stringify(event);
  events.insert.run({ tenantId, imageId, seq, at, by, broadcastId, commentId, payload });
  const speaker = speakerOf(event);
  if (!speaker) return;
  const { id: actorId, name } = speaker;
  speakers.note.run({ tenantId, imageId, actorId, name, folded: foldedName(name) });
}

function gone(deletedBy: string | undefined, now: number) {
  return { deletedAt: deletedBy === undefined ? null : now, deletedBy: deletedBy ?? null };
}

/** What began with these events: ids of new conversations and of comments added for the first time. */
function birthsIn(events: readonly KeptEvent[]): {
  conversations: ReadonlySet<string>;
  comments: ReadonlySet<string>;
} {
  const conversations = new Set<string>();
  const comments = new Set<string>();
  for (const event of events) {
    if (isStart(event)) conversations.add(event.id);
    const effect = commentEffect(unveiled(event));
    // What comes back has the place it had before.
    if (effect?.place === event.seq) comments.add(effect.commentId);
  }
  return { conversations, comments };
}

function isStart(event: KeptEvent): boolean {
  if (event.type === 'new-image-chat') return true;
  return event.type === 'image-chat-updated' && event.change === 'proposed';
}
