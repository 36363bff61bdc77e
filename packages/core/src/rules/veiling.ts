import type { FullEvent, Stamp } from '@imagechat/protocol/catalog';
import type { Comment } from '@imagechat/protocol/comment';
import type { Status } from '@imagechat/protocol/status';
import type { CommentDraft, WrittenComment } from '@imagechat/protocol/written';
import type { Actor } from '../access.ts';
import {
  type KeptComment,
  type KeptConversation,
  type Shown,
  commentSeen,
  conversationSeen,
  withStatus,
} from '../eyes.ts';
import type { KeptEvent, Look, Veil } from '../veil.ts';

/** What an accepted operation found: who asked, and the rows it names; `deleted` says that it names what was deleted. */
export interface Scene {
  readonly actor: Actor;
  readonly conversation: KeptConversation | undefined;
  readonly comment: KeptComment | undefined;
  /** The comment that a new one answers. */
  readonly parent?: KeptComment | undefined;
  readonly deleted: boolean;
}

/** How something new of this actor begins: undefined for in public. */
export function birthOf(
  actor: Actor,
  conversation: KeptConversation | undefined,
  parent?: KeptComment | undefined,
): { readonly status: Status; readonly shown: Shown | undefined } | undefined {
  // An answer to what is out of sight is so, too.
  const around = conversation?.status ?? parent?.status;
  if (around === undefined && !actor.shadowed && !actor.premoderated) return undefined;
  if (actor.kind === 'moderator' || actor.kind === 'admin' || actor.kind === 'api-key') return undefined;
  const status = actor.shadowed || around === 'spam' ? 'spam' : 'pending';
  if (status === 'pending') return { status, shown: undefined };
  const told = parent && commentSeen(parent, { kind: 'author', id: actor.id })?.status;
  const seen = (conversation && seenBy(conversation, actor.id)?.status) ?? told;
  return { status, shown: actor.premoderated || seen !== undefined ? 'pending' : 'public' };
}

/** What an author gets of something new of theirs that is not public; of spam, what it would be otherwise. */
export function birthLook(status: Status, shown: Shown | undefined, asPublic: Look): Look {
  if (status !== 'spam') return 'whole';
  return shown === 'public' ? asPublic : 'pending';
}

/** A comment that is not public, in a conversation its author sees. */
export function proposed(
  id: string,
  comment: Extract<FullEvent, { change: 'comment-proposed' }>['comment'],
  { status, shown }: { readonly status: Status; readonly shown: Shown | undefined },
  stamp: Stamp,
  authorId: string,
): KeptEvent {
  const about = { ...stamp, type: 'image-chat-updated', id, change: 'comment-proposed' } as const;
  return veiled({ ...about, comment, status }, 'bare', authorId, birthLook(status, shown, 'added'), shown);
}

/** An event about a comment that is not public: its author gets this look of it, if they see the conversation. */
export function aside(
  event: FullEvent,
  { comment, conversation }: Scene,
  look: Look,
  shown?: Shown,
): KeptEvent {
  if (comment && conversation && seenBy(conversation, comment.by))
    return veiled(event, 'bare', comment.by, look, shown);
  return { ...event, veil: { public: 'bare', ...(shown === undefined ? {} : { shown }) } };
}

/** An event everybody gets this look of, and one author another. */
export function veiled(
  event: FullEvent,
  everybody: Look,
  authorId: string,
  look: Look,
  shown?: Shown,
): KeptEvent {
  const veil: Veil = { public: everybody, authors: { [authorId]: look } };
  return { ...event, veil: shown === undefined ? veil : { ...veil, shown } };
}

/** What everybody could read in earlier events is for moderators and the author from now on (L1). */
export function takenAway(event: KeptEvent, { by: wordsFor }: KeptComment): KeptEvent {
  return { ...event, veil: { public: 'bare', ...event.veil, wordsFor } };
}

/** The conversation as an author sees it. */
export function seenBy(conversation: KeptConversation, id: string): KeptConversation | undefined {
  return conversationSeen(conversation, { kind: 'author', id });
}

/** All of a comment but who may see it. */
export function plain(kept: KeptComment | undefined): Comment {
  if (!kept) throw new Error('a comment that comes back must have been loaded');
  const { shown: _, flags: __, flaggedBy: ___, ...comment } = kept;
  return withStatus(comment, undefined);
}

/** What of a new or rewritten comment an event carries. */
export function only({ id, text, replyTo }: CommentDraft): WrittenComment {
  return { id, text, ...(replyTo === undefined ? {} : { replyTo }) };
}
