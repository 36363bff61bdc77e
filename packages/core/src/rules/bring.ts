import { type FullEvent, type Operation, type Stamp, factOf } from '@imagechat/protocol/catalog';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import type { KeptConversation } from '../eyes.ts';
import type { Brought } from '../ports/storage.ts';
import type { KeptEvent } from '../veil.ts';
import { type RuleContext, conversationGone, idTaken } from './rule.ts';
import { proposed, seenBy, veiled } from './veiling.ts';

/**
 * Permits bringing something here as it was said elsewhere: to who runs the site, and only where it is not yet. The operation's actor is who said it,
 * with the rights of who brings it. Refusals: `not-allowed`, `id-taken`, `not-found`.
 */
export function refusesBringing(operation: Operation, context: RuleContext): Refusal | undefined {
  const { kind } = context.actor;
  if (kind !== 'admin' && kind !== 'api-key')
    return refuse('not-allowed', 'Only who runs the site brings things here.');
  switch (operation.type) {
    case 'create-conversation':
      return context.taken('conversation', operation.id) ? idTaken() : undefined;
    case 'add-comment':
      if (!context.conversation(operation.id)) return conversationGone();
      return context.taken('comment', operation.comment.id) ? idTaken() : undefined;
    case 'restore-conversation':
      return context.conversation(operation.id) ? undefined : conversationGone();
    default:
      return refuse('not-allowed', 'This cannot be brought.');
  }
}

/** The event of something brought: what it would have been when it was said, with all that came of it since. Pure. */
export function broughtEvent(
  operation: Operation,
  stamp: Stamp,
  conversation: KeptConversation | undefined,
  brought: Brought,
): KeptEvent {
  const event = factOf(operation, stamp);
  if (brought.what === 'conversation' && event.type === 'new-image-chat') return startedAs(event, brought);
  if (brought.what === 'opening' && conversation) {
    const { shadows: _, ...state } = conversation;
    const about = { ...stamp, type: 'image-chat-updated', id: operation.id, change: 'restored' } as const;
    return { ...about, conversation: { ...state, opening: brought.opening } };
  }
  if (brought.what !== 'comment' || operation.type !== 'add-comment' || !conversation) return event;
  return saidAs(operation, stamp, conversation, brought);
}

/** Of one that is not public, moderators hear, and who started it gets what they are to see of it. */
function startedAs(
  event: Extract<FullEvent, { type: 'new-image-chat' }>,
  { shown, what: _, ...rest }: Extract<Brought, { what: 'conversation' }>,
): KeptEvent {
  const begun: FullEvent = { ...event, restored: { ...rest, count: 0, latestSeq: 0, opening: null } };
  if (rest.status === undefined) return begun;
  const instead = shown === 'public' ? 'started' : 'pending';
  const look = rest.status !== 'spam' || shown === undefined ? 'whole' : instead;
  return veiled(begun, 'bare', event.by, look, rest.status === 'spam' ? shown : undefined);
}

function saidAs(
  { comment, id }: Extract<Operation, { type: 'add-comment' }>,
  stamp: Stamp,
  conversation: KeptConversation,
  { comment: more }: Extract<Brought, { what: 'comment' }>,
): KeptEvent {
  const { shown, status, ...rest } = more;
  const { mentions: _, ...words } = comment;
  const whole = { ...words, ...rest };
  if (status === undefined)
    return { ...stamp, type: 'image-chat-updated', id, change: 'comment-added', comment: whole };
  if (seenBy(conversation, stamp.by)) return proposed(id, whole, { status, shown }, stamp, stamp.by);
  const about = { ...stamp, type: 'image-chat-updated', id, change: 'comment-proposed' } as const;
  return { ...about, comment: whole, status, veil: { public: 'bare', ...(shown ? { shown } : {}) } };
}
