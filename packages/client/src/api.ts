import type { ActorInfo } from '@imagechat/protocol/actor';
import type { Operation } from '@imagechat/protocol/catalog';
import type { Comment } from '@imagechat/protocol/comment';
import type { Conversation, Place } from '@imagechat/protocol/conversation';
import type { Cursor } from '@imagechat/protocol/cursor';
import type { Entropy } from '@imagechat/protocol/ids';
import type { ImageFacts } from '@imagechat/protocol/messages';
import type { Refusal } from '@imagechat/protocol/refusal';
import type { Status } from '@imagechat/protocol/status';
import type { MentionClaim } from '@imagechat/protocol/written';
import type { Http } from './exchange.ts';
import type { Followed, Follower, FollowerLink } from './follower.ts';

/** Ends a subscription; calling it twice does no harm. */
export type Release = () => void;

/** A live connection as the client needs it; browsers' WebSocket fits through a small adapter. */
export interface ClientSocket {
  /** A carrier on which frames wait in line asks `wanted` before one goes out; without the question it is. */
  send(frame: string, wanted?: () => boolean): void;
  close(code: number, reason: string): void;
}

/** What a socket tells its owner. After `closed` it tells nothing more. */
export interface SocketEvents {
  opened(): void;
  received(frame: string): void;
  closed(code: number): void;
}

/** Where the session token survives a reload; per tenant and server. Null and the empty string mean that there is none. */
export interface TokenStore {
  load(): string | null;
  save(token: string): void;
}

/** The world outside, injected: in a page the browser's, in tests and the simulation a made one. */
export interface Environment extends Entropy {
  /** Opens a socket to the server's `/v1/live`; never throws, and tells nothing before it has returned. */
  openSocket(events: SocketEvents): ClientSocket;
  /** The same over the other carrier, for networks that let no socket through (W11): a `StreamSocket`. Without it there are sockets only. */
  openStream?(events: SocketEvents): ClientSocket;
  http: Http;
  /** Calls `task` once, `ms` from now; returns what stops it. */
  after(ms: number, task: () => void): Release;
  /** What the browser says about the network; true when unknown. */
  online(): boolean;
  /**
   * Told of what should never happen: a bug of the client, or a frame of the server that lied about its shape. Without it, it becomes an
   * unhandled rejection, which consoles show.
   */
  failed?(error: unknown): void;
  tokens: TokenStore;
}

/** Where the line stands. `attempt` counts from 1; `since` and `retryAt` are ms of the environment's clock. */
export type ConnectionState =
  | { readonly is: 'idle' }
  | { readonly is: 'connecting'; readonly attempt: number; readonly since: number }
  /** `carrier`: what frames travel on; live is live on either. */
  | { readonly is: 'live'; readonly carrier?: 'socket' | 'stream' }
  | {
      readonly is: 'waiting';
      readonly attempt: number;
      readonly since: number;
      readonly retryAt: number;
      readonly offline: boolean;
    }
  | { readonly is: 'stopped'; readonly refusal: Refusal };

/** How an operation ended (O4): accepted at a cursor, or refused and taken back. */
export type Result =
  | { readonly ok: true; readonly cursor: Cursor; readonly at: number }
  | { readonly ok: false; readonly refusal: Refusal };

/** An operation on its way. It is in the view already unless it failed at once. `result` never rejects. */
export interface Submitted {
  readonly broadcastId: string;
  /** The conversation it is about. */
  readonly id: string;
  /** The comment it is about, if any. */
  readonly commentId?: string;
  /** What was asked, with all its ids. */
  readonly operation: Operation;
  readonly result: Promise<Result>;
}

/** A comment as shown; `pending`: not acknowledged yet. */
export interface ViewComment extends Comment {
  readonly pending: boolean;
}

/** A conversation as shown; `pending`: something of it is not acknowledged yet. */
export interface ViewConversation extends Conversation {
  readonly pending: boolean;
}

/** What to draw of an image: confirmed state with one's own pending operations on top. Replaced, never mutated. */
export interface ImageView {
  /** `loading` until the first snapshot; then `ready` for good, whatever the line does. `refused`: one may not watch it. */
  readonly status: 'loading' | 'ready' | 'refused';
  readonly refusal?: Refusal;
  /** In the order they were created. Entries keep their identity while they do not change. */
  readonly conversations: ReadonlyMap<string, ViewConversation>;
  /** Comments one can read on the image. */
  readonly count: number;
}

/** What to draw of an open conversation. `gone`: deleted. Replaced, never mutated. */
export interface ThreadView {
  readonly status: 'loading' | 'ready' | 'gone';
  /** Why comments could not be loaded the last time; with `retry` it is tried again by itself. Gone with the next success. */
  readonly refusal?: Refusal;
  /** Oldest first. Entries keep their identity while they do not change. */
  readonly comments: readonly ViewComment[];
  /** There are older ones on the server. */
  readonly earlier: boolean;
}

/** An open conversation; loads its comments and follows them until released. */
export interface LiveThread {
  readonly view: ThreadView;
  subscribe(listener: () => void): Release;
  /** Asks for the page before the oldest one; resolves when it is in the view or the request failed. */
  loadEarlier(): Promise<void>;
  release(): void;
}

/** What a comment brings besides its text: the comment it answers; whom it mentions, whose names stand in the text after an `@`. */
export interface CommentMore {
  readonly replyTo?: string;
  readonly mentions?: readonly MentionClaim[];
}

/**
 * One watched image. Every operation is shown at once and taken back if it is refused (CONTRACT §1.5); offline
 * it fails at once and nothing is queued (O4).
 */
export interface LiveImage {
  readonly urlId: string;
  readonly view: ImageView;
  /** Called after every change of `view`; `byOthers` when none of it is one's own doing, so that it may be shown a moment later, together with more. */
  subscribe(listener: (byOthers: boolean) => void): Release;
  createConversation(place: Place, text?: string, more?: Pick<CommentMore, 'mentions'>): Submitted;
  /** With `undoes`, the seq of the move to take back (O5). */
  moveConversation(id: string, place: Place, undoes?: number): Submitted;
  resolveConversation(id: string): Submitted;
  reopenConversation(id: string): Submitted;
  deleteConversation(id: string): Submitted;
  addComment(id: string, text: string, more?: CommentMore): Submitted;
  editComment(id: string, commentId: string, text: string, more?: Pick<CommentMore, 'mentions'>): Submitted;
  deleteComment(id: string, commentId: string): Submitted;
  /** Puts one's mark on a comment (`on`), or takes it away; `emoji` is a single one. */
  react(id: string, commentId: string, emoji: string, on: boolean): Submitted;
  /** For moderators: everybody may see it (V1). */
  approveComment(id: string, commentId: string): Submitted;
  /** For moderators: out of sight of all but its author, or as spam, without telling its author. */
  hideComment(id: string, commentId: string, as: Status): Submitted;
  /** Tells moderators to look at a comment; each person once. Refusals: `overtaken`, `not-allowed`, `not-found`. */
  flagComment(id: string, commentId: string): Submitted;
  /** What was hidden, or deleted in the last 30 days. */
  restoreComment(id: string, commentId: string): Submitted;
  restoreConversation(id: string): Submitted;
  /** For moderators: only they write in it. */
  lockConversation(id: string): Submitted;
  unlockConversation(id: string): Submitted;
  /**
   * Asks the very same thing once more, under the same ids, after a refusal with `retry`: whatever became of the first try, it counts once
   * (O2). A widget's "Try again" should call this as long as the text was not changed: after `timed-out` the first try may have
   * landed, and a new `addComment` would say it twice. What was changed is a new operation.
   */
  again(submitted: Submitted): Submitted;
  /** For what follows one conversation, like `openThread`: made once, told everything from then on. */
  follow<Its extends Follower>(make: (link: FollowerLink, image: Followed) => Its): Its;
  release(): void;
}

/** What a page brings to say who its visitor is: what the tenant signed, or the page's own word. The server reads it (SPEC §3). */
export interface Login {
  readonly ssoToken?: string;
  readonly sso?: object;
  readonly simpleSSO?: object;
}

/** One connection of one page to one tenant of one server, shared by all its images. */
export interface Client {
  readonly connection: ConnectionState;
  /** Who one is here; null before the first hello. */
  readonly actor: ActorInfo | null;
  /** Server time in ms, as far as known. */
  serverNow(): number;
  /** Called after every change of `connection` or `actor`. */
  subscribe(listener: () => void): Release;
  /** Watches an image; each call is released on its own, the last one unsubscribes. */
  image(urlId: string, facts?: ImageFacts): LiveImage;
  /** Says who one is; the name is shown at once. Undefined when it was taken. */
  setName(name: string): Promise<Refusal | undefined>;
  /** The page woke up, became visible or came online: look at once whether the line lives. */
  wake(): void;
  close(): void;
}
