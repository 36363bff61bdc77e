import type { Action } from '@imagechat/protocol/actor';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { type Actor, may } from '../access.ts';
import type { KeptComment, KeptConversation } from '../eyes.ts';
import type { Deleted } from '../ports/storage.ts';

/** What a rule may look at: who asks, and the rows its operation names as they are inside the transaction. */
export interface RuleContext {
  readonly actor: Actor;
  /** A conversation the actor can see now. */
  conversation(id: string): KeptConversation | undefined;
  /** A comment the actor can see now, in that conversation. */
  comment(conversationId: string, id: string): KeptComment | undefined;
  /** A deleted conversation of this image that can still be brought back. */
  deletedConversation(id: string): Deleted<KeptConversation> | undefined;
  /** A deleted comment, in a conversation the actor can see now, that can still be brought back. */
  deletedComment(conversationId: string, id: string): Deleted<KeptComment> | undefined;
  /** The name of somebody who wrote on this image, or whom the tenant knows, among those the operation mentions. */
  person(id: string): string | undefined;
  /** True when the id is in use in the tenant, by a deleted one too. */
  taken(kind: 'conversation' | 'comment', id: string): boolean;
}

/** Permits and decides one kind of operation: undefined accepts it, and its fact becomes an event. Pure. */
export type Rule<Operation> = (operation: Operation, context: RuleContext) => Refusal | undefined;

/** `not-allowed` unless the permission table lets the actor do this to something made by `madeBy`. */
export function permit(actor: Actor, action: Action, madeBy: string): Refusal | undefined {
  return may(actor, action, madeBy) ? undefined : refuse('not-allowed', 'You may not do that here.');
}

/** `locked` when only moderators write in this conversation and the actor is none. */
export function unlessLocked(actor: Actor, { locked }: KeptConversation): Refusal | undefined {
  if (!locked || may(actor, 'lock-conversation', '')) return undefined;
  return refuse('locked', 'A moderator closed this conversation.');
}

/** The refusal for a conversation that is not there, or not there any more. */
export function conversationGone(): Refusal {
  return refuse('not-found', 'This conversation is gone.');
}

/** The refusal for a comment that is not there, or not there any more. */
export function commentGone(): Refusal {
  return refuse('not-found', 'This comment is gone.');
}

/** The refusal for an id that another operation used already (O2). */
export function idTaken(): Refusal {
  return refuse('id-taken', 'This id is in use. Make a new one and try again.');
}
