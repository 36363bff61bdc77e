import type { FullEvent, ImageEvent, Stamp } from './catalog.ts';
import {
  type BroughtComment,
  type Comment,
  type ReturningComment,
  flagged,
  freed,
  marked,
  rewritten,
  settled,
  writtenComment,
} from './comment.ts';

/**
 * The loaded end of a conversation's comments, oldest first by seq: every comment from the oldest one loaded
 * on. `earlier` says that older ones existed when the oldest page was read.
 */
export interface Thread {
  readonly conversationId: string;
  readonly comments: readonly Comment[];
  readonly earlier: boolean;
  /** seq from which on every comment is loaded; absent when that is the oldest one's. Where nothing is `earlier`, all are. */
  readonly from?: number;
}

/** A page of comments as the beginning of a thread: what is loaded reaches back to its oldest comment, also once that is gone. */
export function threadOf(
  conversationId: string,
  { comments, earlier }: { readonly comments: readonly Comment[]; readonly earlier: boolean },
): Thread {
  return { conversationId, comments, earlier, from: comments[0]?.seq ?? 0 };
}

/** The comment named by an event that is about one, as it is after the event; null when it is gone. */
export interface CommentEffect {
  readonly commentId: string;
  readonly after: (before: Comment | undefined) => Comment | null;
  /** seq of the place at which it brings the comment into the thread, if it does. */
  readonly place?: number;
}

/** What an event does to a single comment, or undefined when it is about none. */
export function commentEffect(event: FullEvent): CommentEffect | undefined {
  if (!('comment' in event) || event.comment === undefined) return undefined;
  if (event.type === 'new-image-chat') return added(event.comment, event);
  switch (event.change) {
    case 'proposed':
    case 'comment-proposed':
      return added({ ...event.comment, status: event.status }, event);
    case 'comment-added':
      return added(event.comment, event);
    case 'comment-approved':
    case 'comment-restored':
      return shown(event.comment, event);
    case 'comment-edited':
      return changed(event.comment.id, (before) => rewritten(before, event.comment, event));
    case 'comment-revised':
      return changed(event.comment.id, (before) => ({
        ...rewritten(before, event.comment, event),
        status: event.status,
      }));
    case 'comment-hidden':
    case 'comment-marked':
      return changed(event.comment.id, (before) => settled(before, event.status));
    case 'comment-flagged':
      return changed(event.comment.id, (before) => flagged(before, event));
    case 'comment-cleared':
      return changed(event.comment.id, (before) => settled(before));
    case 'comment-removed':
    case 'comment-discarded':
      return { commentId: event.comment.id, after: () => null };
    case 'person-forgotten':
      return changed(event.comment.id, (before) => freed(before, event.comment));
    case 'reacted':
      return changed(event.comment.id, (before) => marked(before, event));
  }
}

function added(comment: BroughtComment, event: Stamp): CommentEffect {
  const written = writtenComment(comment, event);
  return { commentId: comment.id, after: () => written, place: written.seq };
}

/** A comment everybody may see again. A client's guess knows its id alone. */
function shown(comment: ReturningComment, event: Stamp): CommentEffect {
  const { text } = comment;
  if (text !== undefined) return added({ ...comment, text }, event);
  return changed(comment.id, ({ status: _, flags: __, ...before }) => before);
}

function changed(commentId: string, change: (before: Comment) => Comment): CommentEffect {
  return { commentId, after: (before) => (before ? change(before) : null) };
}

/**
 * The thread after `event`, null when its conversation is gone. The law S1 for a loaded thread: a page read at
 * cursor c, and then exactly the events with seq > c, holds every comment there is from the page's oldest one
 * on (seq at least that of the oldest comment read; all comments when `earlier` was false). Older comments and
 * events about them leave no trace; one that comes back takes its old place. Total, like `applyEvent`.
 */
export function applyToThread(thread: Thread, event: ImageEvent): Thread | null {
  if (event.type === undefined || event.id !== thread.conversationId) return thread;
  if (event.type === 'deleted-image-chat') return null;
  const effect = commentEffect(event);
  if (effect === undefined) return thread;
  const { comments } = thread;
  const at = comments.findIndex((comment) => comment.id === effect.commentId);
  const after = effect.after(comments[at]);
  if (at >= 0)
    return { ...thread, comments: after === null ? comments.toSpliced(at, 1) : comments.with(at, after) };
  const reachesBackTo = thread.earlier ? (thread.from ?? comments[0]?.seq ?? event.seq) : 0;
  if (after === null || after.seq < reachesBackTo) return thread;
  const next = comments.findIndex(({ seq }) => seq > after.seq);
  return { ...thread, comments: comments.toSpliced(next < 0 ? comments.length : next, 0, after) };
}
