import type { ActorInfo } from './actor.ts';
import type { ImageEvent, Operation } from './catalog.ts';
import type { Comment } from './comment.ts';
import type { Conversation } from './conversation.ts';
import type { Cursor } from './cursor.ts';
import type { PresenceDown, PresenceUp } from './presence.ts';
import type { Refusal } from './refusal.ts';

/** What a subscriber knows of the image beyond its name; kept when the image's first conversation makes its row. */
export interface ImageFacts {
  /** Address of the picture, at most 4096 characters; left out for `data:` and `blob:`. */
  readonly src?: string;
  /** Address and title of the page it was seen on. */
  readonly page?: string;
  readonly title?: string;
}

/** First frame of a connection: the protocol version, the tenant, and the session token if there is one. */
export interface HelloUp {
  readonly t: 'hello';
  readonly v: number;
  readonly tenantId: string;
  readonly token?: string;
}

/** Changes who speaks on this connection: a token renewed, or a visitor who gave a name. */
export interface Identify {
  readonly t: 'identify';
  readonly ref: number;
  readonly token: string;
}

/** Asks to watch an image; with a cursor, for what came after it (R1). */
export interface Subscribe {
  readonly t: 'subscribe';
  /** Chosen by the client, repeated in the answer. */
  readonly ref: number;
  readonly urlId: string;
  readonly facts?: ImageFacts;
  readonly cursor?: Cursor;
  /** One is here, too, as a `presence` without typing says it: for a line on which nothing more goes up (P1, W11). */
  readonly here?: true;
}

/** Stops watching. Not answered. */
export interface Unsubscribe {
  readonly t: 'unsubscribe';
  readonly i: number;
}

/** Submits an operation on a watched image; answered by an ack or a refusal with its broadcastId. */
export interface Submit {
  readonly t: 'submit';
  readonly i: number;
  readonly operation: Operation;
}

/** Asks for a page of a conversation's comments: the newest, or those before a seq. */
export interface LoadThread {
  readonly t: 'thread';
  readonly ref: number;
  readonly i: number;
  /** The conversation. */
  readonly id: string;
  readonly before?: number;
}

/** Says "I am here"; the server answers with the same, so that each end notices a dead line (T1). */
export interface Alive {
  readonly t: 'alive';
}

/** A frame from client to server. */
export type MessageUp =
  | HelloUp
  | Identify
  | Subscribe
  | Unsubscribe
  | Submit
  | LoadThread
  | PresenceUp
  | Alive;

/** The server's answer to a hello: who you are here, the server's clock (ms), how often to say `alive`. */
export interface HelloDown {
  readonly t: 'hello';
  readonly v: number;
  readonly now: number;
  readonly actor: ActorInfo;
  /** When the token ends, in ms; absent for who has none. */
  readonly expiresAt?: number;
  readonly aliveMs: number;
}

/** The answer to an identify; without `ref`, unasked, because what the actor may do was changed. */
export interface Identified {
  readonly t: 'identified';
  readonly ref?: number;
  readonly actor: ActorInfo;
  /** When the token ends, in ms; absent for who has none. */
  readonly expiresAt?: number;
}

/**
 * The answer to a subscribe: the image's number on this connection, then either everything (`conversations`, a
 * snapshot at the cursor) or exactly the events after the cursor asked with (`events`, perhaps none) (R1).
 */
export type Subscribed = {
  readonly t: 'subscribed';
  readonly ref: number;
  readonly i: number;
  readonly epoch: string;
  /** The cursor's seq after everything in this frame. */
  readonly seq: number;
} & (
  | { readonly conversations: readonly Conversation[]; readonly events?: undefined }
  | { readonly events: readonly ImageEvent[]; readonly conversations?: undefined }
);

/** Everything anew, unasked: the position was lost (epoch changed, log cut). Replaces what the client holds (R1). */
export interface Reset {
  readonly t: 'reset';
  readonly i: number;
  readonly epoch: string;
  readonly seq: number;
  readonly conversations: readonly Conversation[];
}

/** Events of an image in order of seq; the same bytes for everyone watching it (O3, B1). */
export interface Events {
  readonly t: 'events';
  readonly i: number;
  readonly e: readonly ImageEvent[];
}

/** An operation was accepted: durable, at this cursor, at this server time in ms. */
export interface Ack {
  readonly t: 'ack';
  readonly broadcastId: string;
  readonly epoch: string;
  readonly seq: number;
  readonly at: number;
}

/** A request was refused: `broadcastId` names an operation, `ref` another request, neither a frame that could not be read. */
export interface Refused {
  readonly t: 'refused';
  readonly broadcastId?: string;
  readonly ref?: number;
  readonly error: Refusal;
}

/** A page of a conversation's comments at a cursor, oldest first; `earlier`: there are older ones. */
export interface ThreadPage {
  readonly t: 'thread';
  readonly ref: number;
  readonly id: string;
  readonly epoch: string;
  readonly seq: number;
  readonly comments: readonly Comment[];
  readonly earlier: boolean;
}

/** The image is no longer watched: rights changed or the session's place was taken. */
export interface Unsubscribed {
  readonly t: 'unsubscribed';
  readonly i: number;
  readonly error: Refusal;
}

/** A frame from server to client. */
export type MessageDown =
  | HelloDown
  | Identified
  | Subscribed
  | Reset
  | Events
  | Ack
  | Refused
  | ThreadPage
  | Unsubscribed
  | PresenceDown
  | Alive;

/** Body of `POST /v1/tenants/:tenantId/operations`: the operation as on the socket, with its image by name. */
export interface SubmitBody {
  readonly urlId: string;
  readonly facts?: ImageFacts;
  readonly operation: Operation;
}

/** Body of `POST /v1/stream`: what would be the first frames of a socket (W11). */
export interface StreamBody {
  readonly hello: HelloUp;
  readonly subscribe: readonly Subscribe[];
}
