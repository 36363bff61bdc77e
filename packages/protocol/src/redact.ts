import type { FullEvent } from './catalog.ts';
import type { Conversation } from './conversation.ts';
import type { WrittenComment } from './written.ts';

/** The event with what was written taken out (L1): its number, ids and kind stay, so folding the log still ends in the same state. */
export function redacted(event: FullEvent): FullEvent {
  if (writtenIn(event) === null) return event;
  const copy = { ...event } as Redactable;
  if (copy.comment && 'text' in copy.comment) {
    const { body: _, ...comment } = copy.comment;
    copy.comment = { ...comment, text: '' };
  }
  if (copy.conversation) copy.conversation = lineless(copy.conversation);
  if (copy.restored) copy.restored = lineless(copy.restored);
  return copy as unknown as FullEvent;
}

/** The id of the comment whose words an event carries, null when it carries none. */
export function writtenIn(event: FullEvent): string | null {
  const { comment, conversation, restored } = event as Redactable;
  if (comment && 'text' in comment) return comment.id ?? null;
  return (conversation ?? restored)?.opening?.commentId ?? null;
}

/** Where words can be in an event. */
interface Redactable {
  comment?: Partial<WrittenComment>;
  conversation?: Pick<Conversation, 'opening'>;
  restored?: Pick<Conversation, 'opening'>;
}

function lineless<Item extends Pick<Conversation, 'opening'>>(item: Item): Item {
  return item.opening ? { ...item, opening: { ...item.opening, line: '' } } : item;
}
