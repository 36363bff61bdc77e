import type { Body } from './body.ts';

/** Whom a text mentions: an actor id, and the name that stands in the text after an `@`. Believed once the server knows them. */
export interface MentionClaim {
  readonly id: string;
  readonly name: string;
}

/** What somebody writes: a comment's id, its text with its marks, whom it mentions. */
export interface Draft {
  readonly id: string;
  readonly text: string;
  readonly mentions?: readonly MentionClaim[];
}

/** A new comment somebody writes; with `replyTo`, as an answer to that comment of the same conversation. */
export interface CommentDraft extends Draft {
  readonly replyTo?: string;
}

/** What an event tells of a text; `body`, the server's reading of its marks, stands beside it when there are any. */
export interface WrittenText {
  readonly id: string;
  readonly text: string;
  readonly body?: Body;
}

/** What an event tells of a new comment. `depth` is the server's to say and comes with `replyTo`: 1 answers a comment that answers none. */
export interface WrittenComment extends WrittenText {
  readonly replyTo?: string;
  readonly depth?: number;
}
