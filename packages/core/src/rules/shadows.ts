import type { Conversation } from '@imagechat/protocol/conversation';
import { type ImageState, applyEvent } from '@imagechat/protocol/state';
import { type KeptConversation, type Shadow, conversationSeen } from '../eyes.ts';
import { type KeptEvent, project } from '../veil.ts';

/**
 * What authors of spam are shown of a conversation in place of its own fields: the fold of what they got (S1), wherever it differs from what
 * anybody would be shown who is no author of spam. Undefined when nobody is shown anything else.
 */
export function shadowsAfter(
  before: KeptConversation | undefined,
  after: Conversation,
  event: KeptEvent,
): Readonly<Record<string, Shadow>> | undefined {
  const shadows: [string, Shadow][] = [];
  for (const id of authorsIn(before, event)) {
    const eyes = { kind: 'author', id } as const;
    const seen = before && conversationSeen(before, eyes);
    const state: ImageState = { conversations: new Map(seen && [[seen.id, seen]]) };
    const view = applyEvent(state, project(event, eyes)).conversations.get(event.id);
    if (view && !shadowEquals(view, conversationSeen(after, eyes))) shadows.push([id, shadowOf(view)]);
  }
  return shadows.length === 0 ? undefined : Object.fromEntries(shadows);
}

function authorsIn(before: KeptConversation | undefined, { veil }: KeptEvent): ReadonlySet<string> {
  return new Set([...Object.keys(before?.shadows ?? {}), ...Object.keys(veil?.authors ?? {})]);
}

function shadowOf({ count, latestSeq, opening, status }: Conversation): Shadow {
  return { count, latestSeq, opening, ...(status === undefined ? {} : { status }) };
}

function shadowEquals(view: Conversation, plain: Conversation | undefined): boolean {
  if (!plain) return false;
  const sameOpening =
    view.opening?.commentId === plain.opening?.commentId && view.opening?.line === plain.opening?.line;
  return (
    sameOpening &&
    view.count === plain.count &&
    view.latestSeq === plain.latestSeq &&
    view.status === plain.status
  );
}
