import {
  type AddComment,
  type ApproveComment,
  type BroughtComment,
  type CommentAdded,
  type CommentApproved,
  type CommentCleared,
  type CommentDiscarded,
  type CommentEdited,
  type CommentFlagged,
  type CommentHidden,
  type CommentMarked,
  type CommentProposed,
  type CommentRemoved,
  type CommentRestored,
  type CommentRevised,
  type DeleteComment,
  type EditComment,
  type FlagComment,
  type ForgetPerson,
  type HideComment,
  type PersonForgotten,
  type RestoreComment,
  commentChanges,
} from './comment.ts';
import {
  type CreateConversation,
  type DeleteConversation,
  type DisownConversation,
  type Disowned,
  type LockConversation,
  type Locked,
  type MoveConversation,
  type Moved,
  type Proposed,
  type ReopenConversation,
  type Reopened,
  type ResolveConversation,
  type Resolved,
  type RestoreConversation,
  type Restored,
  type RestoredConversation,
  type UnlockConversation,
  type Unlocked,
  conversationChanges,
} from './conversation.ts';
import type { React, Reacted } from './reaction.ts';

/** What the server puts on every event: its number, the operation it follows from, when (ms), who. */
export interface Stamp {
  readonly seq: number;
  readonly broadcastId: string;
  readonly at: number;
  /** Actor id and name at the time. */
  readonly by: string;
  readonly name: string;
  /** The short key of the actor's picture, if it has one. */
  readonly avatar?: string;
}

/** A conversation with its first comment, if it has one. `id` is the conversation's. */
export interface NewImageChat extends Stamp {
  readonly type: 'new-image-chat';
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly comment?: BroughtComment;
  /** It was public before: then these are its numbers, `comment` among them. */
  readonly restored?: RestoredConversation;
}

/** The closed set of changes to a conversation. */
export type Change =
  | Moved
  | Resolved
  | Reopened
  | Locked
  | Unlocked
  | Disowned
  | Proposed
  | Restored
  | Reacted
  | CommentAdded
  | CommentEdited
  | CommentRemoved
  | CommentProposed
  | CommentHidden
  | CommentMarked
  | CommentRevised
  | CommentFlagged
  | CommentCleared
  | CommentDiscarded
  | CommentApproved
  | CommentRestored
  | PersonForgotten;

/** A conversation changed; `change` says how. */
export type ImageChatUpdated = Stamp & { readonly type: 'image-chat-updated'; readonly id: string } & Change;

/** A conversation is gone, with all its comments. */
export interface DeletedImageChat extends Stamp {
  readonly type: 'deleted-image-chat';
  readonly id: string;
}

/** A number whose event the receiver may not see (V1): it moves the cursor and does nothing else. */
export interface BareEvent {
  readonly seq: number;
  readonly type?: undefined;
}

/** An event with content. */
export type FullEvent = NewImageChat | ImageChatUpdated | DeletedImageChat;

/** A numbered fact of an image's log (O1). */
export type ImageEvent = FullEvent | BareEvent;

/** Every operation by its type: what can be asked. */
export interface Operations {
  'create-conversation': CreateConversation;
  'move-conversation': MoveConversation;
  'resolve-conversation': ResolveConversation;
  'reopen-conversation': ReopenConversation;
  'delete-conversation': DeleteConversation;
  'add-comment': AddComment;
  'edit-comment': EditComment;
  'delete-comment': DeleteComment;
  react: React;
  'approve-comment': ApproveComment;
  'hide-comment': HideComment;
  'flag-comment': FlagComment;
  'restore-comment': RestoreComment;
  'restore-conversation': RestoreConversation;
  'lock-conversation': LockConversation;
  'unlock-conversation': UnlockConversation;
  'disown-conversation': DisownConversation;
  'forget-person': ForgetPerson;
}

/** The name of an operation. */
export type OperationType = keyof Operations;

/** Something asked, not yet true. */
export type Operation = Operations[OperationType];

type Facts = {
  readonly [Type in OperationType]: (operation: Operations[Type], stamp: Stamp) => FullEvent;
};

/**
 * The event that follows from each operation once it is accepted: the server stamps it with the numbers it
 * took, a client with its guesses to show its own pending operations (§2 of DESIGN). Nothing but the named
 * fields is copied, so what else a client wrote into an operation is ignored (A1).
 */
export const facts: Facts = {
  'create-conversation': ({ id, x, y, comment }, stamp) => ({
    ...stamp,
    type: 'new-image-chat',
    id,
    x,
    y,
    ...(comment === undefined ? {} : { comment: { id: comment.id, text: comment.text } }),
  }),
  'move-conversation': ({ id, x, y, undoes }, stamp) => ({
    ...updated(stamp, id, 'moved'),
    x,
    y,
    ...(undoes === undefined ? {} : { undoes }),
  }),
  'resolve-conversation': ({ id }, stamp) => updated(stamp, id, 'resolved'),
  'reopen-conversation': ({ id }, stamp) => updated(stamp, id, 'reopened'),
  'delete-conversation': ({ id }, stamp) => ({ ...stamp, type: 'deleted-image-chat', id }),
  'add-comment': ({ id, comment }, stamp) => ({
    ...updated(stamp, id, 'comment-added'),
    comment: {
      id: comment.id,
      text: comment.text,
      ...(comment.replyTo === undefined ? {} : { replyTo: comment.replyTo }),
    },
  }),
  'edit-comment': ({ id, comment }, stamp) => ({
    ...updated(stamp, id, 'comment-edited'),
    comment: { id: comment.id, text: comment.text },
  }),
  'delete-comment': ({ id, comment }, stamp) => ({
    ...updated(stamp, id, 'comment-removed'),
    comment: { id: comment.id },
  }),
  react: ({ id, comment, emoji, on }, stamp) => ({
    ...updated(stamp, id, 'reacted'),
    comment: { id: comment.id },
    emoji,
    on,
  }),
  'approve-comment': ({ id, comment }, stamp) => ({
    ...updated(stamp, id, 'comment-approved'),
    comment: { id: comment.id },
  }),
  'hide-comment': ({ id, comment, as }, stamp) => ({
    ...updated(stamp, id, 'comment-hidden'),
    comment: { id: comment.id },
    status: as,
  }),
  'flag-comment': ({ id, comment }, stamp) => ({
    ...updated(stamp, id, 'comment-flagged'),
    comment: { id: comment.id },
  }),
  'restore-comment': ({ id, comment }, stamp) => ({
    ...updated(stamp, id, 'comment-restored'),
    comment: { id: comment.id },
  }),
  'restore-conversation': ({ id }, stamp) => updated(stamp, id, 'restored'),
  'disown-conversation': ({ id }, stamp) => updated(stamp, id, 'disowned'),
  'forget-person': ({ id, comment }, stamp) => ({
    ...updated(stamp, id, 'person-forgotten'),
    comment: { id: comment.id },
  }),
  'lock-conversation': ({ id }, stamp) => updated(stamp, id, 'locked'),
  'unlock-conversation': ({ id }, stamp) => updated(stamp, id, 'unlocked'),
};

/** The beginning of what tells of a change. */
function updated<Name extends Change['change']>(stamp: Stamp, id: string, change: Name) {
  return { ...stamp, type: 'image-chat-updated', id, change } as const;
}

/** The event that `operation` becomes under `stamp`. */
export function factOf(operation: Operation, stamp: Stamp): FullEvent {
  // The map's type ties each function to its operation; a union index cannot express that correlation.
  const fact = facts[operation.type] as (operation: Operation, stamp: Stamp) => FullEvent;
  return fact(operation, stamp);
}

/** The name of a change. */
export type ChangeName = Change['change'];

/** What every change does to its conversation in image state; the compiler asks for one entry per change. */
export const changes = { ...conversationChanges, ...commentChanges } satisfies Record<ChangeName, unknown>;
