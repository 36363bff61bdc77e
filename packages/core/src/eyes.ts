import type { Comment } from '@imagechat/protocol/comment';
import type { Conversation } from '@imagechat/protocol/conversation';
import type { Status } from '@imagechat/protocol/status';
import { type Actor, may } from './access.ts';

/** Through whose eyes an image is seen (V1): everybody's, its moderators', or one author's, who also sees what is their own. */
export type Eyes =
  | { readonly kind: 'public' }
  | { readonly kind: 'moderators' }
  | { readonly kind: 'author'; readonly id: string };

/** Everybody's eyes. */
export const PUBLIC: Eyes = { kind: 'public' };

/** What an author is shown of something of theirs that is spam: the status it had in their eyes before. */
export type Shown = 'public' | 'pending' | 'hidden';

/** What an author with spam in a conversation sees of it in place of its own fields, so that they cannot tell. */
export type Shadow = Pick<Conversation, 'count' | 'latestSeq' | 'opening' | 'status'>;

/** A conversation as it is kept: as moderators see it, and what authors of spam in it are shown instead, by their ids. */
export interface KeptConversation extends Conversation {
  readonly shadows?: Readonly<Record<string, Shadow>>;
}

/** A comment as it is kept: as moderators see it, when it is spam what its author is shown, and who flagged it, ever. */
export interface KeptComment extends Comment {
  readonly shown?: Shown;
  /** By {@link flagMark}. */
  readonly flaggedBy?: readonly string[];
}

/** Through whose eyes this actor sees images of its tenant. */
export function eyesOf(actor: Actor): Eyes {
  if (may(actor, 'approve-comment', '')) return { kind: 'moderators' };
  return actor.id === '' ? PUBLIC : { kind: 'author', id: actor.id };
}

/** Names eyes: the same text for those who see the same. */
export function eyesKey(eyes: Eyes): string {
  return eyes.kind === 'author' ? `author/${eyes.id}` : eyes.kind;
}

/** The conversation as these eyes see it; undefined when they do not. */
export function conversationSeen(kept: KeptConversation, eyes: Eyes): Conversation | undefined {
  if (kept.status === undefined && kept.shadows === undefined) return kept;
  const { shadows, ...conversation } = kept;
  const shadow = eyes.kind === 'author' ? shadows?.[eyes.id] : undefined;
  if (shadow) {
    const { status: _, ...rest } = conversation;
    return { ...rest, ...shadow };
  }
  if (conversation.status === undefined || eyes.kind === 'moderators') return conversation;
  return eyes.kind === 'author' && conversation.by === eyes.id ? conversation : undefined;
}

/** The comment as these eyes see it, in a conversation they see; undefined when they do not. */
export function commentSeen(kept: KeptComment, eyes: Eyes): Comment | undefined {
  const { shown, flaggedBy: _, ...whole } = kept;
  if (eyes.kind === 'moderators') return whole;
  const { flags: __, ...comment } = whole;
  if (comment.status === undefined) return comment;
  if (eyes.kind === 'public' || comment.by !== eyes.id) return undefined;
  return shown === undefined ? comment : withStatus(comment, statusOf(shown));
}

/** What is shown as a status: none for what is public. */
export function statusOf(shown: Shown): Exclude<Status, 'spam'> | undefined {
  return shown === 'public' ? undefined : shown;
}

/** The same with this status, or without any. */
export function withStatus<Item extends { readonly status?: Status }>(
  item: Item,
  status: Status | undefined,
): Item {
  const { status: _, ...rest } = item;
  return (status === undefined ? rest : { ...rest, status }) as Item;
}
