import { type FullEvent, factOf } from '@imagechat/protocol/catalog';
import type { ViewConversation } from './api.ts';
import { type Shown, conversationAfter } from './apply-events.ts';
import type { Author } from './author.ts';
import type { Provisional } from './follower.ts';
import { kept } from './kept.ts';
import type { Pending } from './outbox.ts';

/** Confirmed conversations with pending operations on top, and the events they were made with. */
export interface Overlay {
  readonly conversations: Shown;
  readonly provisional: readonly Provisional[];
}

/**
 * The view: pending operations go through the same reducer as the server's events (DESIGN §2). `before` is the last view; entries that
 * say the same keep their identity.
 */
export function overlay(
  confirmed: Shown,
  pending: readonly Pending[],
  author: Author,
  before: Shown,
): Overlay {
  if (pending.length === 0) return { conversations: confirmed, provisional: [] };
  const conversations = new Map(confirmed);
  const provisional: Provisional[] = [];
  for (const one of pending) {
    const { operation } = one;
    // Confirmed already, as a snapshot tells before the answer does: nothing to add (O3).
    if (operation.type === 'create-conversation' && confirmed.has(operation.id)) continue;
    const current = conversations.get(operation.id);
    const event = guess(one, author, current);
    const waiting = one.accepted === undefined;
    provisional.push({ event, waiting });
    const after = conversationAfter(current, event);
    if (!after) conversations.delete(operation.id);
    else conversations.set(operation.id, { ...after, pending: waiting || current?.pending === true });
  }
  for (const { event } of provisional) {
    const after = conversations.get(event.id);
    if (after) conversations.set(event.id, kept(before.get(event.id), after));
  }
  return { conversations, provisional };
}

/** The event an operation will become: as the server numbered it, or else newer than all its conversation has. */
function guess(
  { operation, at, seq, accepted }: Pending,
  author: Author,
  current?: ViewConversation,
): FullEvent {
  const newest = Math.max(seq, current?.latestSeq ?? 0, current?.placeSeq ?? 0);
  return factOf(operation, {
    seq: accepted?.cursor.seq ?? newest + 1,
    broadcastId: operation.broadcastId,
    at: accepted?.at ?? at,
    ...author,
  });
}
