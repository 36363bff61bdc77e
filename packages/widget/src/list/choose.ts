import type { ViewConversation } from '@imagechat/client/api';
import { inReadingOrder } from '../hands/reading-order.ts';

/** Which conversations are listed; those that wait to be approved are seen by moderators and by who began them. */
export const FILTERS = ['all', 'open', 'resolved', 'mine', 'unread', 'waiting'] as const;
/** One of them. */
export type Filter = (typeof FILTERS)[number];

/** What comes first: the last comment, the oldest conversation, or what is further up on the picture. */
export const ORDERS = ['newest', 'oldest', 'byPlace'] as const;
/** One of them. */
export type Order = (typeof ORDERS)[number];

/** What somebody wants to see in the list. */
export interface Wanted {
  readonly filter: Filter;
  readonly order: Order;
  /** Words that all have to be in names or first lines, however they are written. */
  readonly words: string;
}

/** What only whoever looks knows. */
export interface Looker {
  /** Own actor id. */
  readonly me: string | undefined;
  isUnread(conversation: ViewConversation): boolean;
}

/** What of an image's conversations is listed, in which order. */
export function choose(
  conversations: Iterable<ViewConversation>,
  { filter, order, words }: Wanted,
  { me, isUnread }: Looker,
): ViewConversation[] {
  const sought = folded(words).split(/\s+/).filter(Boolean);
  const passes: Readonly<Record<Filter, (it: ViewConversation) => boolean>> = {
    all: () => true,
    open: ({ resolved }) => !resolved,
    resolved: ({ resolved }) => resolved,
    mine: ({ by }) => by === me,
    unread: isUnread,
    waiting: ({ status }) => status === 'pending',
  };
  const found = [...conversations].filter((it) => passes[filter](it) && says(it, sought));
  if (order === 'byPlace') return inReadingOrder(found);
  return found.sort(
    order === 'newest' ? (a, b) => b.latestSeq - a.latestSeq : (a, b) => a.createdAt - b.createdAt,
  );
}

function says({ name, opening }: ViewConversation, sought: readonly string[]): boolean {
  const text = sought.length > 0 ? folded(`${name} ${opening?.name} ${opening?.line}`) : '';
  return sought.every((word) => text.includes(word));
}

/** Without accents and capitals, so that "cafe" finds "Café". */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
