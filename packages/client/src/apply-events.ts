import type { FullEvent, ImageEvent } from '@imagechat/protocol/catalog';
import type { Conversation } from '@imagechat/protocol/conversation';
import { applyEvent, comesLast } from '@imagechat/protocol/state';
import type { ViewConversation } from './api.ts';
import { kept } from './kept.ts';

/** Conversations as shown, by id, in the order they were created. */
export type Shown = ReadonlyMap<string, ViewConversation>;

/**
 * The confirmed conversations after `events`, through the protocol's own reducer (S1), for one copy of the map however many
 * events there are; the same map when they change nothing. An entry that says what `shown` says already is that very entry.
 */
export function applyEvents(confirmed: Shown, events: readonly ImageEvent[], shown: Shown): Shown {
  let next: Map<string, ViewConversation> | undefined;
  for (const event of events) {
    if (event.type === undefined) continue;
    const before = (next ?? confirmed).get(event.id);
    const after = conversationAfter(before, event);
    if (after === before) continue;
    next ??= new Map(confirmed);
    // Putting it in again puts it behind all others.
    if (after && comesLast(before, after, event)) next.delete(event.id);
    if (after) next.set(event.id, kept(shown.get(event.id), { ...after, pending: false }));
    else next.delete(event.id);
  }
  return next ?? confirmed;
}

/** The conversation an event is about, after it; undefined when it is gone. An event touches no other conversation. */
export function conversationAfter(
  before: Conversation | undefined,
  event: FullEvent,
): Conversation | undefined {
  const conversations = new Map(before ? [[event.id, before]] : []);
  return applyEvent({ conversations }, event).conversations.get(event.id);
}

/** A snapshot as shown; entries that did not change keep their identity. */
export function showAll(conversations: readonly Conversation[], shown: Shown): Shown {
  return new Map(
    conversations.map((one) => [one.id, kept(shown.get(one.id), { ...one, pending: false })] as const),
  );
}
