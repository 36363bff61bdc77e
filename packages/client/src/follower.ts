import type { FullEvent, ImageEvent } from '@imagechat/protocol/catalog';
import type { Cursor } from '@imagechat/protocol/cursor';
import type { MessageUp } from '@imagechat/protocol/messages';
import type { PresenceDown } from '@imagechat/protocol/presence';
import type { Answer, Reply } from './answer.ts';
import type { Http } from './exchange.ts';

/** What a pending operation looks like as long as the server has not said it: `waiting` until it is accepted. */
export interface Provisional {
  readonly event: FullEvent;
  readonly waiting: boolean;
}

/** What follows one conversation of a watched image, like an open thread, or who looks at it. The image tells it everything in order. */
export interface Follower {
  /** The conversation; empty for who follows the image as a whole. */
  readonly id: string;
  /** The image has its place on the line, or was replaced. */
  synced(): void;
  /** All that was confirmed was replaced (R1); `synced` follows. */
  replaced?(): void;
  /** The image applied these events. */
  applied?(events: readonly ImageEvent[]): void;
  /** What is shown of the conversation may have changed. */
  refresh?(): void;
  /** Who looks at the image now (P1). */
  presence?(message: PresenceDown): void;
  /** The line was cut. */
  cut?(): void;
}

/** What a follower may ask of its image. */
export interface Followed {
  readonly urlId: string;
  /** The image's number on the live line; `soon` while the line is live and the number is asked for. */
  readonly number: number | 'soon' | undefined;
  /** Undefined until the first snapshot. */
  readonly cursor: Cursor | undefined;
  /** Pending operations of a conversation, in order. */
  provisional(conversationId: string): readonly Provisional[];
  isConfirmed(conversationId: string): boolean;
  isShown(conversationId: string): boolean;
  /** Tells the follower nothing any more. */
  closed(follower: Follower): void;
}

/** What a follower may ask of its client. */
export interface FollowerLink {
  /** `after` calls the task once, so many ms from now; returns what stops it. `now` in ms. */
  readonly environment: {
    now(): number;
    after(ms: number, task: () => void): () => void;
    readonly http: Http;
  };
  /** Sends a frame that is not answered over the live line; without one it is lost. */
  send(message: MessageUp): void;
  /** Sends a request over the live line; `answered` is called once, with undefined when the line was cut before. */
  request(make: (ref: number) => MessageUp, answered: (reply: Reply | undefined) => void): void;
  /**
   * Asks over HTTP below `/v1/tenants/:tenantId/`: POST with a body (bytes go as they are), GET without, over `http` instead of the
   * environment's if it is given. Never rejects. `wanted` is asked right before it is sent; false gives it up.
   */
  ask(path: string, body?: unknown, wanted?: () => boolean, http?: Http): Promise<Answer>;
}
