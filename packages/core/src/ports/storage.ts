import type { Operation } from '@imagechat/protocol/catalog';
import type { Comment } from '@imagechat/protocol/comment';
import type { Opening } from '@imagechat/protocol/conversation';
import type { Cursor } from '@imagechat/protocol/cursor';
import type { ImageKey } from '@imagechat/protocol/ids';
import type { ImageFacts } from '@imagechat/protocol/messages';
import type { Refusal } from '@imagechat/protocol/refusal';
import type { Actor } from '../access.ts';
import type { Eyes, KeptComment, KeptConversation, Shown } from '../eyes.ts';
import type { KeptEvent } from '../veil.ts';

/** One operation on its way to being decided. Decoded already; ids of authors, times and numbers are not in it (A1). */
export interface Submission {
  readonly image: ImageKey;
  readonly facts?: ImageFacts;
  readonly actor: Actor;
  /** Origin host of the page it was made on, '' for no browser: what is created counts for this site (M1). */
  readonly site: string;
  readonly operation: Operation;
  /** Set when something said elsewhere is brought here as it was; nothing that comes from a page has it. */
  readonly brings?: Brought;
}

/** What came of something since it was said, when it is brought here; who said it is the submission's actor. `shown`: what they are shown of it when it is spam. */
export type Brought =
  | ({ readonly what: 'conversation'; readonly shown?: Shown } & Pick<
      KeptConversation,
      'resolved' | 'createdAt' | 'locked' | 'status'
    >)
  | {
      readonly what: 'comment';
      readonly comment: Pick<
        KeptComment,
        'body' | 'depth' | 'reactions' | 'createdAt' | 'editedAt' | 'status' | 'shown'
      >;
    }
  /** The opening of a conversation whose comments are here, where it is another than their order makes it. */
  | { readonly what: 'opening'; readonly opening: Opening | null };

/**
 * The answer to one submission. `event` is absent when the broadcastId had been accepted before (O2): then the
 * cursor and time are those of the first answer and there is nothing to deliver.
 */
export type Outcome =
  | { readonly accepted: true; readonly cursor: Cursor; readonly at: number; readonly event?: KeptEvent }
  | { readonly accepted: false; readonly refusal: Refusal };

/** What was answered to a broadcastId when it was first accepted. */
export interface Answer {
  readonly seq: number;
  readonly at: number;
}

/** A comment with its conversation. */
export interface PlacedComment {
  readonly conversationId: string;
  readonly comment: KeptComment;
}

/** Something deleted and not yet removed for good: when, in ms, and by which actor. */
export interface Deleted<Row> {
  readonly row: Row;
  readonly at: number;
  readonly by: string;
}

/** The rows of one image that a group touches, locked until the transaction ends. */
export interface LoadedImage {
  /** seq of the last event; 0 for an image without a row (N1). */
  readonly head: number;
  /** Which groups may see it; null is everyone. */
  readonly groups: readonly string[] | null;
  /** Only moderators write on it. */
  readonly closed: boolean;
  /** Only the conversations the group's operations name, by id. */
  readonly conversations: ReadonlyMap<string, KeptConversation>;
  /** Only the comments the group's operations name, by id. */
  readonly comments: ReadonlyMap<string, PlacedComment>;
  /** Those among them that were deleted, and can be brought back. */
  readonly deletedConversations: ReadonlyMap<string, Deleted<KeptConversation>>;
  readonly deletedComments: ReadonlyMap<string, Deleted<PlacedComment>>;
  /** Names, by actor id, of those the group's texts mention: people who wrote on this image, under the name they wrote with last. */
  readonly people: ReadonlyMap<string, string>;
  /** First answers to the group's broadcastIds, by {@link answerKey}. */
  readonly answers: ReadonlyMap<string, Answer>;
}

/** All that deciding a group needs to know. */
export interface Loaded {
  readonly epoch: string;
  /** By `imageKeyText`; an entry for every image of the group. */
  readonly images: ReadonlyMap<string, LoadedImage>;
  /** Ids of the group's operations that are in use anywhere in their tenant, deleted ones included, by {@link takenKey}. */
  readonly taken: ReadonlySet<string>;
}

/** A conversation's row as it is after a group. */
export interface ConversationWrite {
  readonly conversation: KeptConversation;
  /** seq with which it comes last in the order of its image: new, or public again. */
  readonly last?: number;
  /** It was deleted by this actor: kept unseen, its texts taken out of the log (L1). */
  readonly deletedBy?: string;
  /** It was there before, and nothing else of it changed but `count` and `latestSeq`. */
  readonly counted?: true;
}

/** A comment's row as it is after a group. */
export interface CommentWrite extends PlacedComment {
  /** It was deleted by this actor: kept unseen, its text taken out of the log (L1). */
  readonly deletedBy?: string;
  /** It was public and is not any more: in the log its text is for moderators and its author only (L1). */
  readonly hushed?: true;
}

/** What a group changes in one image. */
export interface ImageWrite {
  readonly image: ImageKey;
  /** What the first submission told of the image; for its row, when this write makes it. */
  readonly facts: ImageFacts;
  /** The new seq of the last event. */
  readonly head: number;
  /** In order of seq, starting at the old head + 1 (O1). */
  readonly events: readonly KeptEvent[];
  /** Those that come last are among each other in the order they come. */
  readonly conversations: ReadonlyMap<string, ConversationWrite>;
  readonly comments: ReadonlyMap<string, CommentWrite>;
}

/** How much a group created for one tenant and site on one UTC day; added to the usage in the same transaction (M1). */
export interface Created {
  readonly tenantId: string;
  readonly site: string;
  /** UTC day, `2026-01-31`. */
  readonly day: string;
  readonly conversations: number;
  readonly comments: number;
  /** Reactions given. */
  readonly votes: number;
  /** People who signed in for the first time. */
  readonly accounts: number;
}

/** Outcomes in the order of the group, and what to write, in order of image key. */
export interface Decision {
  readonly outcomes: readonly Outcome[];
  readonly writes: readonly ImageWrite[];
  readonly created: readonly Created[];
}

/** Decides a group next to the data: pure, so that it can run in a worker or between two statements. `now` in ms. */
export type Decide = (loaded: Loaded, group: readonly Submission[], now: number) => Decision;

/**
 * Everything of an image at a cursor, as it is kept, from one read transaction; who asks may not see all of it (V1). Conversations in the order
 * they were created or became public.
 */
export interface Snapshot {
  readonly cursor: Cursor;
  readonly conversations: readonly KeptConversation[];
}

/** Exactly the events after a cursor up to `cursor`, as they are kept (V1), or word that the log cannot give them (R1). */
export type CatchUp =
  | { readonly reset: false; readonly cursor: Cursor; readonly events: readonly KeptEvent[] }
  | { readonly reset: true };

/** A page of a conversation's comments, oldest first, at a cursor, as the eyes that asked see them (V1). */
export interface ThreadRead {
  readonly cursor: Cursor;
  readonly comments: readonly Comment[];
  readonly earlier: boolean;
}

/**
 * The durable truth. Methods reject only when the engine cannot read or write; everything a client can cause is an
 * outcome. Reads see every group whose `submit` resolved before they were called.
 */
export interface Storage {
  /** Operations that one call of {@link submit} should bring at most, where that is another number than a hub's own: a storage that works on several groups side by side takes several at once. */
  readonly takes?: number | undefined;
  /**
   * Loads, decides and writes a group, what is of one image in one transaction; resolves once all of it is durable (the promise of DESIGN §2). All of it or,
   * on rejection, perhaps nothing, perhaps some images': the same group may be sent again, O2 makes that safe.
   */
  submit(group: readonly Submission[]): Promise<readonly Outcome[]>;
  /** The image's state and cursor; an unknown image is empty at seq 0 (N1). */
  snapshot(image: ImageKey): Promise<Snapshot>;
  /** Events after `after`; reset when the epoch differs, the cursor is above the head, the log was cut, or more than `most` are missing. */
  eventsAfter(image: ImageKey, after: Cursor, most: number): Promise<CatchUp>;
  /** The newest `most` comments, or those before seq `before`, that these eyes see; undefined when they see no such conversation (V1). */
  thread(
    image: ImageKey,
    conversationId: string,
    before: number | undefined,
    most: number,
    eyes: Eyes,
  ): Promise<ThreadRead | undefined>;
  /** The heads of many images in one query, in the order asked (R4, T1). */
  heads(images: readonly ImageKey[]): Promise<readonly Cursor[]>;
  /** Finishes what was submitted, then lets go of the data. */
  close(): Promise<void>;
}

/** Ids of the comments an operation names: the one it is about, and the one it answers. */
export function commentsNamed(operation: Operation): readonly string[] {
  if (!('comment' in operation) || !operation.comment) return [];
  const { comment } = operation;
  return 'replyTo' in comment && comment.replyTo !== undefined ? [comment.id, comment.replyTo] : [comment.id];
}

/** What an operation brings into the world: ids that must be new. */
export function idsMade(operation: Operation): readonly (readonly ['conversation' | 'comment', string])[] {
  if (operation.type === 'add-comment') return [['comment', operation.comment.id]];
  if (operation.type !== 'create-conversation') return [];
  const { id, comment } = operation;
  return comment
    ? [
        ['conversation', id],
        ['comment', comment.id],
      ]
    : [['conversation', id]];
}

/** Ids of the people an operation's text mentions. */
export function peopleNamed(operation: Operation): readonly string[] {
  switch (operation.type) {
    case 'create-conversation':
    case 'add-comment':
    case 'edit-comment':
      return (operation.comment?.mentions ?? []).map(({ id }) => id);
    default:
      return [];
  }
}

/** Key of {@link LoadedImage.answers}: a broadcastId counts once per actor (O2). */
export function answerKey(actorId: string, broadcastId: string): string {
  return `${broadcastId}/${actorId}`;
}

/** Key of {@link Loaded.taken}: ids of conversations and of comments are unique per tenant. */
export function takenKey(kind: 'conversation' | 'comment', tenantId: string, id: string): string {
  return `${kind}/${tenantId}/${id}`;
}
