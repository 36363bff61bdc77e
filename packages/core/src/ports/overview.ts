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

/** An image somebody talked about, and how busy it is. */
export interface LookedImage {
  readonly urlId: string;
  readonly facts: ImageFacts;
  /** About when something last happened on it: server time in ms, of the last ten seconds. */
  readonly activeAt: number;
  /** Conversations that are there and not resolved, counted up to so many. */
  readonly open: number;
  /** Only moderators write on it. */
  readonly closed: boolean;
}

/** How coarse {@link LookedImage.activeAt} is, in ms: so that a busy image does not move in its index with every word. */
export const ACTIVE_STEP_MS = 10_000;

/** When something that happens now counts as having happened. */
export function activeAt(now: number): number {
  return now - (now % ACTIVE_STEP_MS);
}

/**
 * A tenant's comments in the order of time, over all its images, for who looks after them. Deleted ones, and those of deleted conversations, are in none.
 * Methods reject only when the engine cannot read.
 */
export interface Overview {
  /** The newest comments of a view after a place. */
  comments(tenantId: string, walk: CommentWalk): Promise<readonly LookedComment[]>;
  /** The images that were active last after a place, whose id is a urlId; open conversations counted up to `mostOpen`. */
  images(
    tenantId: string,
    before: ListPlace,
    most: number,
    mostOpen: number,
  ): Promise<readonly LookedImage[]>;
  /** One image; undefined when nobody talked about it. */
  image(tenantId: string, urlId: string, mostOpen: number): Promise<LookedImage | undefined>;
  /** How many comments each view holds, counted up to `most`. */
  counts(tenantId: string, most: number): Promise<Readonly<Record<CountedView, number>>>;
}
