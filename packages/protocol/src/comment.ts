import type { Body } from './body.ts';
import { type Conversation, openingLine, unchanged } from './conversation.ts';
import { type Reacted, type Reaction, withMark } from './reaction.ts';
import type { Status } from './status.ts';
import type { CommentDraft, Draft, WrittenComment, WrittenText } from './written.ts';

/** One message in a conversation. The author's name is a copy made when it was written (DESIGN: people are not image state). */
export interface Comment {
  readonly id: string;
  /** seq of the event that added it: the order of a thread. */
  readonly seq: number;
  readonly by: string;
  readonly name: string;
  /** The short key of the author's picture when it was written, if there was one. */
  readonly avatar?: string;
  readonly text: string;
  /** The text with its marks read; absent when it holds none. */
  readonly body?: Body;
  /** The comment of the same conversation that this one answers; that one may be gone. */
  readonly replyTo?: string;
  /** How deep an answer it is: 1 answers a comment that answers none. With `replyTo`. */
  readonly depth?: number;
  /** In the order their first mark came; absent when there are none. */
  readonly reactions?: readonly Reaction[];
  /** Server time in ms. */
  readonly createdAt: number;
  /** Server time in ms of the last edit, null when never edited. */
  readonly editedAt: number | null;
  /** Absent when everybody may see it. */
  readonly status?: Status;
  /** How many people flagged it since a moderator last decided about it: for moderators only, absent for none. */
  readonly flags?: number;
}

/**
 * A comment as an event brings it: of a new one id and text, the rest is the event's own; of one that comes back to its place also its
 * first `seq`, author and times.
 */
export type BroughtComment = WrittenComment & Partial<Comment>;

/** A comment that comes back, with all that is known of it; the id alone in a client's guess. */
export type ReturningComment = Pick<Comment, 'id'> & Partial<Comment>;

/** Asks to add a comment to a conversation; with `replyTo`, as an answer to that comment of it. */
export interface AddComment {
  readonly type: 'add-comment';
  readonly broadcastId: string;
  /** The conversation. */
  readonly id: string;
  readonly comment: CommentDraft;
}

/** Asks to replace a comment's text. */
export interface EditComment {
  readonly type: 'edit-comment';
  readonly broadcastId: string;
  readonly id: string;
  readonly comment: Draft;
}

/** Asks to take a comment away. */
export interface DeleteComment {
  readonly type: 'delete-comment';
  readonly broadcastId: string;
  readonly id: string;
  readonly comment: { readonly id: string };
}

/** Asks to let everybody see a comment that is pending, hidden or spam. */
export interface ApproveComment {
  readonly type: 'approve-comment';
  readonly broadcastId: string;
  readonly id: string;
  readonly comment: { readonly id: string };
}

/**
 * Asks to take a comment out of sight: `hidden` from all but its author and moderators, as `spam`, without telling its author, or back among what is
 * `pending`.
 */
export interface HideComment {
  readonly type: 'hide-comment';
  readonly broadcastId: string;
  readonly id: string;
  readonly comment: { readonly id: string };
  readonly as: Status;
}

/** Tells moderators that they should look at a comment; each person once. */
export interface FlagComment {
  readonly type: 'flag-comment';
  readonly broadcastId: string;
  readonly id: string;
  readonly comment: { readonly id: string };
}

/** Asks to bring back a comment that was hidden or, within 30 days, deleted. */
export interface RestoreComment {
  readonly type: 'restore-comment';
  readonly broadcastId: string;
  readonly id: string;
  readonly comment: { readonly id: string };
}

/** Asks to take somebody who is erased out of what another wrote: their marks on it, and mentions of them. */
export interface ForgetPerson {
  readonly type: 'forget-person';
  readonly broadcastId: string;
  readonly id: string;
  readonly comment: { readonly id: string };
  /** An actor id. */
  readonly person: string;
}

/**
 * Somebody is not named in a comment any more. It tells what is left, not who went, so that it can stay in the log; the id alone in a client's
 * guess.
 */
export interface PersonForgotten {
  readonly change: 'person-forgotten';
  readonly comment: Pick<Comment, 'id'> & Partial<Pick<Comment, 'text' | 'body' | 'reactions'>>;
}

/** A comment was added; its author is the event's actor, unless it comes back to its place. */
export interface CommentAdded {
  readonly change: 'comment-added';
  readonly comment: BroughtComment;
}

/** A comment's text is another one now. */
export interface CommentEdited {
  readonly change: 'comment-edited';
  readonly comment: WrittenText;
}

/** A comment is gone. `closes`: it was the last public one, and its conversation is not public any more. */
export interface CommentRemoved {
  readonly change: 'comment-removed';
  readonly comment: { readonly id: string };
  readonly closes?: Status;
}

/** A comment was added, or came back, that not everybody may see. */
export interface CommentProposed {
  readonly change: 'comment-proposed';
  readonly comment: BroughtComment;
  readonly status: Status;
}

/** A comment everybody could see is out of sight. `closes`: it was the last public one of its conversation, which now has this status. */
export interface CommentHidden {
  readonly change: 'comment-hidden';
  readonly comment: { readonly id: string };
  readonly status: Status;
  readonly closes?: Status;
}

/** A comment that is not public has another status now, and so has, with `closes`, its conversation. */
export interface CommentMarked {
  readonly change: 'comment-marked';
  readonly comment: { readonly id: string };
  readonly status: Status;
  readonly closes?: Status;
}

/**
 * Somebody flagged a comment, of which only moderators hear: so many have by now (absent in a client's guess). With `status` they were enough for it to wait
 * for a moderator, and with `closes` it was the last public one of its conversation, which now has this status.
 */
export interface CommentFlagged {
  readonly change: 'comment-flagged';
  readonly comment: { readonly id: string };
  readonly flags?: number;
  readonly status?: Status;
  readonly closes?: Status;
}

/** A moderator looked at a comment that was flagged, and everybody goes on seeing it. */
export interface CommentCleared {
  readonly change: 'comment-cleared';
  readonly comment: { readonly id: string };
}

/** A public comment was rewritten and waits to be approved anew. */
export interface CommentRevised {
  readonly change: 'comment-revised';
  readonly comment: WrittenText;
  readonly status: Status;
  readonly closes?: Status;
}

/** A comment that was not public is gone. */
export interface CommentDiscarded {
  readonly change: 'comment-discarded';
  readonly comment: { readonly id: string };
}

/** Everybody may see a comment: at its place, and with its conversation if that was not public. */
export interface CommentApproved {
  readonly change: 'comment-approved';
  readonly comment: ReturningComment;
}

/** The same, of one that was hidden or deleted. */
export interface CommentRestored {
  readonly change: 'comment-restored';
  readonly comment: ReturningComment;
}

/** The numbers and names the server puts on an event; reducers of comments read them. */
export interface CommentStamp {
  readonly seq: number;
  readonly at: number;
  readonly by: string;
  readonly name: string;
  readonly avatar?: string;
}

/** The comment that an event brings into a thread. */
export function writtenComment(comment: BroughtComment, stamp: CommentStamp): Comment {
  const { id, ...content } = comment;
  // Of a comment that brings its author along, the picture of who acted is not the author's.
  const avatar = content.by === undefined ? stamp.avatar : undefined;
  return {
    id,
    seq: stamp.seq,
    by: stamp.by,
    name: stamp.name,
    ...(avatar === undefined ? {} : { avatar }),
    createdAt: stamp.at,
    editedAt: null,
    ...content,
  };
}

/** The comment with another text, and without the marks of the former one. */
export function rewritten(
  { body: _, ...before }: Comment,
  { text, body }: WrittenText,
  { at }: Pick<CommentStamp, 'at'>,
): Comment {
  return { ...before, text, ...(body ? { body } : {}), editedAt: at };
}

/** The comment after somebody's mark on it came or went. */
export function marked(
  { reactions = [], ...rest }: Comment,
  event: Reacted & { readonly by: string },
): Comment {
  const next = withMark(reactions, event);
  return next.length > 0 ? { ...rest, reactions: next } : rest;
}

/** The comment without somebody who was named in it: what it says now, and the marks it has now, if any. */
export function freed(before: Comment, left: PersonForgotten['comment']): Comment {
  const { body: _, reactions: __, ...rest } = before;
  return left.text === undefined ? before : { ...rest, ...left, text: left.text };
}

/** The comment once so many people have flagged it. */
export function flagged(before: Comment, { flags = 0, status }: CommentFlagged): Comment {
  const { flags: _, ...rest } = before;
  return { ...rest, ...(flags > 0 ? { flags } : {}), ...(status === undefined ? {} : { status }) };
}

/** The comment after a moderator decided about it, which settles what was flagged. */
export function settled(before: Comment, status?: Status): Comment {
  const { flags: _, ...rest } = before;
  return status === undefined ? rest : { ...rest, status };
}

/** The conversation with one more public comment; the first one becomes its opening. */
export function withComment(
  conversation: Conversation,
  { id: commentId, text = '', by, name }: ReturningComment,
  stamp: CommentStamp,
): Conversation {
  const opening =
    conversation.count === 0
      ? { commentId, by: by ?? stamp.by, name: name ?? stamp.name, line: openingLine(text) }
      : conversation.opening;
  return { ...conversation, count: conversation.count + 1, latestSeq: stamp.seq, opening };
}

/** The conversation with the words its first comment has now. */
function withLine(conversation: Conversation, { comment }: CommentEdited | PersonForgotten): Conversation {
  const { opening } = conversation;
  if (opening?.commentId !== comment.id || comment.text === undefined) return conversation;
  return { ...conversation, opening: { ...opening, line: openingLine(comment.text) } };
}

/** The conversation with one public comment less. */
function withoutComment(
  conversation: Conversation,
  { comment, closes }: Pick<CommentRemoved, 'comment' | 'closes'>,
): Conversation {
  return {
    ...conversation,
    count: Math.max(0, conversation.count - 1),
    opening: conversation.opening?.commentId === comment.id ? null : conversation.opening,
    ...(closes === undefined ? {} : { status: closes }),
  };
}

/** The conversation with a comment everybody may see now; it becomes public with it, as of this event. */
function published(
  { status, ...conversation }: Conversation,
  event: (CommentApproved | CommentRestored) & CommentStamp,
): Conversation {
  return withComment(
    status === undefined ? conversation : { ...conversation, placeSeq: event.seq },
    event.comment,
    event,
  );
}

/** What each change of a comment does to its conversation in image state: one pure function each (S1). Only public comments count. */
export const commentChanges = {
  'comment-added': (conversation: Conversation, event: CommentAdded & CommentStamp): Conversation =>
    withComment(conversation, event.comment, event),

  'comment-edited': withLine,
  'person-forgotten': withLine,

  'comment-removed': withoutComment,
  'comment-hidden': withoutComment,
  'comment-revised': withoutComment,
  'comment-approved': published,
  'comment-restored': published,

  'comment-marked': (conversation: Conversation, { closes }: CommentMarked): Conversation =>
    closes === undefined ? conversation : { ...conversation, status: closes },

  'comment-flagged': (conversation: Conversation, event: CommentFlagged): Conversation =>
    event.status === undefined ? conversation : withoutComment(conversation, event),

  'comment-cleared': unchanged,
  'comment-proposed': unchanged,
  'comment-discarded': unchanged,
  reacted: unchanged,
};
