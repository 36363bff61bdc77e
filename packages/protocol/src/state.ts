import {
  type FullEvent,
  type ImageChatUpdated,
  type ImageEvent,
  type NewImageChat,
  type Stamp,
  changes,
} from './catalog.ts';
import { withComment } from './comment.ts';
import type { Conversation, Place } from './conversation.ts';

/** An image's state: its conversations by id, in the order they were created (S1). Never mutated. */
export interface ImageState {
  readonly conversations: ReadonlyMap<string, Conversation>;
}

/** The image nobody has talked about: seq 0 (N1). */
export const EMPTY_IMAGE: ImageState = { conversations: new Map() };

/** The whole state at a cursor, as the wire carries it: conversations in the order they were created. */
export function imageStateOf(conversations: readonly Conversation[]): ImageState {
  return { conversations: new Map(conversations.map((conversation) => [conversation.id, conversation])) };
}

/**
 * The state after `event`: the one function that says what an event does (the law S1). Total: an event about
 * a conversation this state does not hold leaves it as it is, and so do a bare event (V1) and an event of a
 * kind that is newer than this code (W7).
 */
export function applyEvent(state: ImageState, event: ImageEvent): ImageState {
  switch (event.type) {
    case undefined:
      return state;
    case 'new-image-chat':
      return withLast(state, startedConversation(event));
    case 'image-chat-updated': {
      const before = state.conversations.get(event.id);
      const after = broughtConversation(event) ?? (before && changedConversation(before, event));
      if (!after || after === before) return state;
      return comesLast(before, after, event) ? withLast(state, after) : withConversation(state, after);
    }
    case 'deleted-image-chat': {
      if (!state.conversations.has(event.id)) return state;
      const conversations = new Map(state.conversations);
      conversations.delete(event.id);
      return { conversations };
    }
    default:
      event satisfies never;
      return state;
  }
}

/**
 * Whether an event puts its conversation behind all others: it is new, or public from now on for somebody who saw it before, and takes its
 * place in the order anew.
 */
export function comesLast(before: Conversation | undefined, after: Conversation, event: FullEvent): boolean {
  if (event.type === 'new-image-chat') return true;
  if (event.type !== 'image-chat-updated') return false;
  if (event.change === 'proposed' || event.change === 'restored') return true;
  return before?.status !== undefined && after.status === undefined;
}

/** How many comments can be read on the image. */
export function commentCount(state: ImageState): number {
  let count = 0;
  for (const conversation of state.conversations.values()) count += conversation.count;
  return count;
}

function withConversation(state: ImageState, conversation: Conversation): ImageState {
  return { conversations: new Map(state.conversations).set(conversation.id, conversation) };
}

function withLast(state: ImageState, conversation: Conversation): ImageState {
  const conversations = new Map(state.conversations);
  conversations.delete(conversation.id);
  return { conversations: conversations.set(conversation.id, conversation) };
}

function startedConversation(event: NewImageChat): Conversation {
  const { comment, restored } = event;
  const started = emptyConversation(event);
  if (restored) return { ...started, ...restored };
  return comment === undefined ? started : withComment(started, comment, event);
}

/** The conversation a change brings into the state whether it was there before or not. */
function broughtConversation(event: ImageChatUpdated): Conversation | undefined {
  if (event.change === 'proposed') return { ...emptyConversation(event), status: event.status };
  return event.change === 'restored' ? event.conversation : undefined;
}

function emptyConversation({ id, x, y, seq, at, by, name }: Stamp & Place & { id: string }): Conversation {
  const numbers = { placeSeq: seq, createdAt: at, count: 0, latestSeq: 0 };
  return { id, x, y, ...numbers, resolved: false, by, name, opening: null };
}

function changedConversation(conversation: Conversation, event: ImageChatUpdated): Conversation {
  // A newer server may know more changes than this code does (W7).
  if (!Object.hasOwn(changes, event.change)) return conversation;
  // The catalog ties each function to its change; a union index cannot express that correlation.
  const change = changes[event.change] as (
    conversation: Conversation,
    event: ImageChatUpdated,
  ) => Conversation;
  return change(conversation, event);
}
