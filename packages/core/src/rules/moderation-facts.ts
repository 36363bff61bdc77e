import {
  type FullEvent,
  type ImageChatUpdated,
  type Operations,
  type Stamp,
  factOf,
} from '@imagechat/protocol/catalog';
import type { CommentFlagged } from '@imagechat/protocol/comment';
import type { Status } from '@imagechat/protocol/status';
import type { KeptComment, Shown } from '../eyes.ts';
import type { KeptEvent, Look } from '../veil.ts';
import {
  type Scene,
  aside,
  birthLook,
  birthOf,
  plain,
  proposed,
  seenBy,
  takenAway,
  veiled,
} from './veiling.ts';

/** Everybody sees the comment now; with it its conversation, if that was out of sight. */
export function showComment(
  change: 'comment-approved' | 'comment-restored',
  { id }: Operations['approve-comment' | 'restore-comment'],
  stamp: Stamp,
  { comment, conversation, deleted }: Scene,
): KeptEvent {
  const event = { ...stamp, type: 'image-chat-updated', id, change, comment: plain(comment) } as const;
  if (!conversation || !comment) return event;
  if (conversation.status === undefined) {
    if (deleted) return { ...event, veil: { public: 'added' } };
    return veiled(event, 'added', comment.by, comment.shown === 'public' ? 'bare' : 'whole');
  }
  const { x, y, by, name, resolved, locked, createdAt } = conversation;
  const started = { x, y, by, name, resolved, createdAt, ...(locked ? { locked } : {}) };
  const look = seenBy(conversation, by)?.status === undefined ? 'started' : 'whole';
  return { ...event, veil: { public: 'started', authors: { [by]: look }, started } };
}

/** Everybody sees the comment now, or goes on seeing what was flagged. */
export function approveComment(
  operation: Operations['approve-comment'],
  stamp: Stamp,
  scene: Scene,
): KeptEvent {
  const { comment } = scene;
  if (!comment || comment.status !== undefined)
    return showComment('comment-approved', operation, stamp, scene);
  const about = { ...stamp, type: 'image-chat-updated', id: operation.id } as const;
  return { ...about, change: 'comment-cleared', comment: { id: comment.id }, veil: { public: 'bare' } };
}

/** Moderators hear of a flag; so many of them take the comment out of everybody's sight, and its author sees it wait. */
export function flagComment(
  operation: Operations['flag-comment'],
  stamp: Stamp,
  { actor, comment, conversation }: Scene,
): KeptEvent {
  const { flags: before = 0 } = comment ?? {};
  // Of who is not heard, a flag is none.
  const flags = actor.shadowed ? before : before + 1;
  const fact = factOf(operation, stamp);
  if (!comment || !conversation || fact.type !== 'image-chat-updated') return fact;
  const event = { ...fact, flags } as Stamp & CommentFlagged & Pick<ImageChatUpdated, 'type' | 'id'>;
  const { flagsToHide = Number.POSITIVE_INFINITY } = actor;
  if (actor.shadowed || flags < flagsToHide) return { ...event, veil: { public: 'bare' } };
  const isOwn = comment.by === conversation.by;
  const closes: Status | undefined = conversation.count === 1 ? (isOwn ? 'pending' : 'hidden') : undefined;
  const hidden: FullEvent = { ...event, status: 'pending', ...(closes ? { closes } : {}) };
  if (closes && !isOwn) return takenAway(veiled(hidden, 'gone', conversation.by, 'emptied'), comment);
  return takenAway(veiled(hidden, closes ? 'gone' : 'removed', comment.by, 'waiting'), comment);
}

/** A comment goes out of everybody's sight, or has another status there. */
export function hideComment(operation: Operations['hide-comment'], stamp: Stamp, scene: Scene): KeptEvent {
  const { comment, conversation } = scene;
  if (!comment || !conversation) return factOf(operation, stamp);
  if (comment.status !== undefined) return markComment(operation, stamp, scene, shownAs(comment));
  const { as: status } = operation;
  const isOwn = comment.by === conversation.by;
  const closes = conversation.count === 1 ? (isOwn ? status : 'hidden') : undefined;
  const event = { ...factOf(operation, stamp), ...(closes ? { closes } : {}) };
  const shown = status === 'spam' ? 'public' : undefined;
  // Who sees the conversation no longer hears that it is gone, like everybody.
  if (closes && !isOwn) return takenAway(veiled(event, 'gone', conversation.by, 'emptied', shown), comment);
  const look = status === 'spam' ? 'bare' : 'whole';
  return takenAway(veiled(event, closes ? 'gone' : 'removed', comment.by, look, shown), comment);
}

/** One that is out of sight already has another status now; of spam its author goes on seeing what it saw before. */
function markComment(
  { id, comment: about, as: status }: Operations['hide-comment'],
  stamp: Stamp,
  scene: Scene,
  before: Shown,
): KeptEvent {
  const { comment, conversation } = scene;
  const isOwn = conversation?.status !== undefined && comment?.by === conversation.by;
  const closes: { closes?: Status } = isOwn ? { closes: status } : {};
  const event = { ...stamp, type: 'image-chat-updated', id, change: 'comment-marked' } as const;
  const marked: FullEvent = { ...event, comment: { id: about.id }, status, ...closes };
  if (status === 'spam') return aside(marked, scene, 'bare', before);
  return aside(marked, scene, (status === 'hidden' ? HIDDEN_LOOKS : WAITING_LOOKS)[before]);
}

/** What an author gets when a comment out of sight is hidden, by what it saw of it before. */
const HIDDEN_LOOKS: Readonly<Record<Shown, Look>> = { public: 'hidden', pending: 'whole', hidden: 'bare' };

/** … and when it is to wait again. */
const WAITING_LOOKS: Readonly<Record<Shown, Look>> = { public: 'waiting', pending: 'bare', hidden: 'whole' };

/** A comment comes back: to where everybody sees it, or as what it was. */
export function restoreComment(
  operation: Operations['restore-comment'],
  stamp: Stamp,
  scene: Scene,
): KeptEvent {
  const { actor, comment, conversation, deleted } = scene;
  const show = (): KeptEvent => showComment('comment-restored', operation, stamp, scene);
  if (!deleted || !comment || !conversation) return show();
  const { status } = comment;
  if (status !== undefined) {
    // What a moderator hid and its author then deleted comes back to its author as something that waits.
    const shown = status === 'spam' ? (comment.shown === 'public' ? 'public' : 'pending') : undefined;
    const about = { ...stamp, type: 'image-chat-updated', id: operation.id } as const;
    const event = { ...about, change: 'comment-proposed', comment: plain(comment), status } as const;
    return aside(event, scene, birthLook(status, shown, 'added'), shown);
  }
  const birth = conversation.status === undefined ? undefined : birthOf(actor, conversation);
  return birth ? proposed(operation.id, plain(comment), birth, stamp, comment.by) : show();
}

/** A conversation comes back as it was when it was deleted, behind all others. */
export function restoreConversation(
  operation: Operations['restore-conversation'],
  stamp: Stamp,
  { conversation: deleted }: Scene,
): KeptEvent {
  const event = factOf(operation, stamp);
  if (!deleted || event.type !== 'image-chat-updated' || event.change !== 'restored') return event;
  const { shadows: _, ...rest } = deleted;
  const back: FullEvent = { ...event, conversation: { ...rest, placeSeq: stamp.seq } };
  if (deleted.status === undefined) return { ...back, veil: { public: 'started' } };
  const seen = seenBy(deleted, deleted.by)?.status;
  const look = seen === undefined ? 'started' : seen === deleted.status ? 'whole' : 'pending';
  return veiled(back, 'bare', deleted.by, look);
}

function shownAs({ status, shown }: KeptComment): Shown {
  return shown ?? (status === 'spam' || status === undefined ? 'public' : status);
}
