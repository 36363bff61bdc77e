import type { BareEvent, FullEvent, ImageEvent } from '@imagechat/protocol/catalog';
import type { ReturningComment } from '@imagechat/protocol/comment';
import { type Conversation, openingLine } from '@imagechat/protocol/conversation';
import { redacted } from '@imagechat/protocol/redact';
import { type Eyes, type KeptComment, type Shown, withStatus } from './eyes.ts';
import { flagMark } from './flag-mark.ts';

/**
 * What somebody gets of an event: `whole`, as moderators do; its `bare` number; that a comment was `added`, `edited` or `removed`; that
 * its conversation was `started` or is `gone`; that a conversation of theirs is `emptied`, its last comment hidden; or with another
 * status than the true one: something new that is `pending`, a comment they saw that is `hidden` or `waiting`, one rewritten that waits (`revised`).
 */
export type Look =
  | 'whole'
  | 'bare'
  | 'added'
  | 'edited'
  | 'removed'
  | 'started'
  | 'gone'
  | 'emptied'
  | 'pending'
  | 'hidden'
  | 'waiting'
  | 'revised';

/** Why not everybody gets an event as it is (V1). Kept with it in the log, and never sent. */
export interface Veil {
  /** What everybody gets who is named nowhere else. Moderators get the event as it is. */
  readonly public: Look;
  /** What single authors get, by their ids. */
  readonly authors?: Readonly<Record<string, Look>>;
  /** The conversation that is public from this event on; what is missing follows from the event. */
  readonly started?: Omit<Conversation, 'id' | 'placeSeq' | 'count' | 'latestSeq' | 'opening' | 'status'>;
  /** What the author of the event's comment or, where it brings one, conversation, which is spam, is shown of it from now on. */
  readonly shown?: Shown;
  /** The words of this event's comment, in this and earlier events, are for moderators and this author only (L1). */
  readonly wordsFor?: string;
}

/** An event as the log keeps it: as moderators get it, and what others get instead. */
export type KeptEvent = FullEvent & { readonly veil?: Veil };

/** Stands where an event names who did something, when that is nobody's business. */
const NOBODY = { by: '', name: '' } as const;

/** What these eyes get of an event (V1): the event, another one, or its bare number. Pure. */
export function project(kept: KeptEvent | BareEvent, eyes: Eyes): ImageEvent {
  if (!isVeiled(kept)) return kept;
  const event = unveiled(kept);
  if (eyes.kind === 'moderators') return event;
  const { veil } = kept;
  const own = eyes.kind === 'author' ? ownLook(veil, eyes.id) : undefined;
  const seen = lookAt(event, own ?? veil.public, veil);
  if (seen.type === undefined || veil.wordsFor === undefined) return seen;
  return eyes.kind === 'author' && eyes.id === veil.wordsFor ? seen : redacted(seen);
}

/** True when not everybody gets the same of an event. */
export function isVeiled(
  event: KeptEvent | BareEvent,
): event is KeptEvent & { readonly veil: Veil; readonly type: FullEvent['type'] } {
  return 'veil' in event && event.veil !== undefined;
}

/** The event as moderators get it. */
export function unveiled(kept: KeptEvent): FullEvent {
  if (!isVeiled(kept)) return kept;
  const { veil: _, ...event } = kept;
  return event as FullEvent;
}

/** The event with its words left to moderators and the author (L1): the comment they are of is not public any more. */
export function hushed(kept: KeptEvent, authorId: string): KeptEvent {
  return { ...kept, veil: { public: 'whole', ...kept.veil, wordsFor: authorId } };
}

/** A comment after an event about it, with what its author is shown and who flagged it. @param was the comment before */
export function keptComment(after: KeptComment, event: KeptEvent, was?: KeptComment): KeptComment {
  const flaggedBy = marksAfter(event, was);
  const shown = after.status === 'spam' ? (event.veil?.shown ?? after.shown) : undefined;
  // Nearly every comment is neither flagged nor spam, and is what it is.
  if (flaggedBy.length === 0 && shown === undefined && after.shown === undefined) return after;
  const { shown: _, ...comment } = after;
  return {
    ...comment,
    ...(flaggedBy.length === 0 ? {} : { flaggedBy }),
    ...(shown === undefined ? {} : { shown }),
  };
}

/** Who flagged a comment stays known when it is approved: each person does it once. */
function marksAfter(event: KeptEvent, was: KeptComment | undefined): readonly string[] {
  const before = was?.flaggedBy ?? [];
  const isFlag = event.type === 'image-chat-updated' && event.change === 'comment-flagged';
  return isFlag ? [...before, flagMark(event.by, event.comment.id)] : before;
}

function ownLook({ authors }: Veil, id: string): Look | undefined {
  return authors && Object.hasOwn(authors, id) ? authors[id] : undefined;
}

function lookAt(event: FullEvent, look: Look, veil: Veil): ImageEvent {
  const { seq, broadcastId, at, id } = event;
  switch (look) {
    case 'whole':
      return event;
    case 'bare':
      return { seq };
    case 'gone':
      return { seq, broadcastId, at, ...NOBODY, type: 'deleted-image-chat', id };
    case 'started':
      return started(event, veil) ?? { seq };
    case 'pending':
      return waiting(event, veil.shown === 'hidden' ? 'hidden' : 'pending');
    default:
      return commentLook(event, look) ?? { seq };
  }
}

type CommentLook = 'added' | 'edited' | 'removed' | 'emptied' | 'hidden' | 'waiting' | 'revised';

function commentLook(event: FullEvent, look: CommentLook): FullEvent | undefined {
  const comment = commentIn(event);
  if (!comment || event.type !== 'image-chat-updated') return undefined;
  const { seq, broadcastId, at, type, id } = event;
  const { text = '', body } = comment;
  const about = { id: comment.id };
  const rewritten = { ...about, text, ...(body ? { body } : {}) };
  const own = { seq, broadcastId, at, by: event.by, name: event.name, type, id };
  const unnamed = { ...own, ...NOBODY };
  switch (look) {
    case 'added': {
      const { by, name } = { ...own, ...comment };
      // A comment that brings its author along has the author's picture, too.
      const face = comment.by === undefined && event.avatar !== undefined ? { avatar: event.avatar } : {};
      return { ...own, by, name, ...face, change: 'comment-added', comment: { ...comment, text } };
    }
    case 'edited':
      return { ...own, change: 'comment-edited', comment: rewritten };
    case 'removed':
      return {
        ...(event.change === 'comment-hidden' || event.change === 'comment-flagged' ? unnamed : own),
        change: 'comment-removed',
        comment: about,
      };
    case 'emptied':
      return { ...unnamed, change: 'comment-removed', comment: about, closes: 'hidden' };
    case 'hidden':
    case 'waiting': {
      const status = look === 'hidden' ? 'hidden' : 'pending';
      const closes = 'closes' in event && event.closes ? ({ closes: status } as const) : {};
      return { ...unnamed, change: 'comment-hidden', comment: about, status, ...closes };
    }
    case 'revised':
      return { ...own, change: 'comment-revised', comment: rewritten, status: 'pending' };
  }
}

/** Something new of an author's, as if it only waited, or, brought from elsewhere, as if it were only hidden. */
function waiting(event: FullEvent, status: 'pending' | 'hidden'): FullEvent {
  if (event.type === 'new-image-chat' && event.restored?.status !== undefined)
    return { ...event, restored: withStatus(event.restored, status) };
  if (event.type !== 'image-chat-updated') return event;
  if (event.change === 'restored' && event.conversation)
    return { ...event, conversation: withStatus(event.conversation, status) };
  if (!('status' in event)) return event;
  const closes = 'closes' in event && event.closes ? { closes: status } : {};
  return { ...event, status, ...closes } as FullEvent;
}

/** The conversation as everybody meets it with this event. */
function started(event: FullEvent, veil: Veil): FullEvent | undefined {
  if (event.type === 'new-image-chat' && event.restored)
    return { ...event, restored: withStatus(event.restored, undefined) };
  if (event.type !== 'image-chat-updated') return undefined;
  const { seq, broadcastId, at, id } = event;
  const type = 'new-image-chat';
  if (event.change === 'proposed') {
    const { by, name, avatar, x, y, comment } = event;
    const face = avatar === undefined ? {} : { avatar };
    return { seq, broadcastId, at, by, name, ...face, type, id, x, y, ...(comment ? { comment } : {}) };
  }
  if (event.change === 'restored') {
    if (!event.conversation) return undefined;
    const { id: _, x, y, placeSeq: __, status: ___, by, name, ...restored } = event.conversation;
    return { seq, broadcastId, at, by, name, type, id, x, y, restored };
  }
  const comment = commentIn(event);
  if (!veil.started || comment?.text === undefined) return undefined;
  const { x, y, by, name, ...rest } = veil.started;
  const opening = { commentId: comment.id, by: comment.by ?? by, name: comment.name ?? name };
  const restored = {
    ...rest,
    count: 1,
    latestSeq: seq,
    opening: { ...opening, line: openingLine(comment.text) },
  };
  return {
    seq,
    broadcastId,
    at,
    by,
    name,
    type,
    id,
    x,
    y,
    comment: { ...comment, text: comment.text },
    restored,
  };
}

function commentIn(event: FullEvent): ReturningComment | undefined {
  return 'comment' in event ? event.comment : undefined;
}
