import type { Comment } from './comment.ts';
import type { Place } from './conversation.ts';
import type { RefusalCode } from './refusal.ts';

/** What moderators look through: what waits, what visitors flagged, what is spam or hidden, or everything. */
export const QUEUE_VIEWS = ['pending', 'flagged', 'spam', 'hidden', 'all'] as const;

/** One of {@link QUEUE_VIEWS}. */
export type QueueView = (typeof QUEUE_VIEWS)[number];

/** Views with a number beside them. */
export type CountedView = Exclude<QueueView, 'all'>;

/** Counting ends here: what is more is told as so many. */
export const MOST_COUNTED = 100;

/** A comment as moderators see it, with the spot of the picture it is about. */
export interface QueueEntry {
  readonly urlId: string;
  readonly image: ToldImage;
  readonly conversation: Place & {
    readonly id: string;
    readonly resolved: boolean;
    readonly locked: boolean;
    /** Public comments in it. */
    readonly count: number;
  };
  readonly comment: Comment;
}

/** What is known of a picture: as the first page that showed it said. */
export interface ToldImage {
  readonly src?: string;
  readonly page?: string;
  readonly title?: string;
  /** False when `src` is neither here nor at one of the site's domains, so that one asks before one's browser goes there. */
  readonly isOwn: boolean;
}

/** A part of the queue, as `GET /dashboard/api/tenants/:tenantId/queue` tells. */
export interface QueuePage {
  /** Newest first. */
  readonly entries: readonly QueueEntry[];
  /** Where the next page begins; null at the end. A search may have looked far and found nothing yet. */
  readonly next: string | null;
  readonly counts: Readonly<Record<CountedView, number>>;
  /** Names what is told: with it as `known`, the same again is answered in a word. */
  readonly tag: string;
}

/** Nothing has changed since. */
export interface SameQueue {
  readonly same: true;
}

/** What moderators do with comments and their conversations. `wait` puts a comment back among what waits. */
export const QUEUE_ACTS = ['approve', 'hide', 'spam', 'wait', 'delete', 'restore', 'lock', 'unlock'] as const;

/** One of {@link QUEUE_ACTS}. */
export type QueueAct = (typeof QUEUE_ACTS)[number];

/** What an act is done to. */
export interface ActTarget {
  readonly urlId: string;
  readonly conversationId: string;
  readonly commentId: string;
}

/** How an act went for each target, in the order asked. */
export interface ActAnswer {
  readonly outcomes: readonly { readonly commentId: string; readonly refused?: RefusalCode }[];
}

/** Acts at a time. */
export const MOST_TARGETS = 100;

/** A ban as the dashboard is told of it. */
export interface ToldBan {
  readonly id: string;
  /** Server time in ms, null for good. */
  readonly until: number | null;
}

/** A piece of a conversation, oldest first. */
export interface Around {
  readonly comments: readonly Comment[];
  /** There are others before these, or after. */
  readonly earlier: boolean;
  readonly later: boolean;
}

/** An image somebody talked about, and how busy it is. */
export interface ToldBusyImage {
  readonly urlId: string;
  readonly image: ToldImage;
  /** About when something last happened on it: server time in ms. */
  readonly activeAt: number;
  /** Conversations not resolved, counted up to {@link MOST_COUNTED}. */
  readonly open: number;
  /** Connections that look at it now. */
  readonly viewers: number;
  /** Only moderators write on it. */
  readonly closed: boolean;
}

/** Images, as `GET /dashboard/api/tenants/:tenantId/images` tells: those that were active last first. */
export interface ImagesPage {
  readonly images: readonly ToldBusyImage[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
}

/** A conversation as a spot on its image. */
export interface Spot extends Place {
  readonly id: string;
  readonly name: string;
  /** The first line of what was said. */
  readonly line: string;
  /** Public comments in it. */
  readonly count: number;
  readonly resolved: boolean;
}

/** Spots told of an image, the newest ones. */
export const MOST_SPOTS = 1000;

/** One image with where people talk on it. */
export interface ImageSpots extends ToldBusyImage {
  readonly spots: readonly Spot[];
  /** Conversations in all. */
  readonly all: number;
}
