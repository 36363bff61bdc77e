import type { Comment } from '@imagechat/protocol/comment';
import type { Conversation } from '@imagechat/protocol/conversation';
import type { ImageFacts } from '@imagechat/protocol/messages';
import type { CountedView, QueueView } from '@imagechat/protocol/moderation';

/** A place in a list that is newest first: what comes after it is older, or as old with a smaller id. */
export interface ListPlace {
  /** Server time in ms. */
  readonly at: number;
  readonly id: string;
}

/** Above everything. */
export const LIST_TOP: ListPlace = { at: Number.MAX_SAFE_INTEGER, id: '' };

/** A comment as moderators see it, with its conversation and what was told of its image. */
export interface LookedComment {
  readonly urlId: string;
  readonly facts: ImageFacts;
  readonly conversation: Pick<Conversation, 'id' | 'x' | 'y' | 'resolved' | 'locked' | 'count'>;
  readonly comment: Comment;
}

/** Which comments to look at. */
export interface CommentWalk {
  readonly view: QueueView;
  readonly before: ListPlace;
  /** None older, server time in ms. */
  readonly since: number;
  readonly most: number;
}

/**
 * A tenant's comments in the order of time, over all its images, for who looks after them. Deleted ones, and those of deleted conversations, are in none.
 * Methods reject only when the engine cannot read.
 */
export interface Overview {
  /** The newest comments of a view after a place. */
  comments(tenantId: string, walk: CommentWalk): Promise<readonly LookedComment[]>;
  /** How many comments each view holds, counted up to `most`. */
  counts(tenantId: string, most: number): Promise<Readonly<Record<CountedView, number>>>;
}
