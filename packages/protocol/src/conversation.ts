import { OPENING_LENGTH, PLACE_DECIMALS } from './limits.ts';
import type { Status } from './status.ts';
import type { Draft, WrittenText } from './written.ts';

/** A spot of the picture: percent of the picture's own width and height, 0 to 100, at most four decimals (N1). */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** What an image's state remembers of a conversation's first comment. */
export interface Opening {
  readonly commentId: string;
  readonly by: string;
  readonly name: string;
  /** The first 80 characters, white space folded. */
  readonly line: string;
}

/** A thread at one place on an image, as image state holds it (S1). Its comments are paged elsewhere. */
export interface Conversation extends Place {
  readonly id: string;
  /** seq of the event that put the marker where it is; an undo must name it (O5). */
  readonly placeSeq: number;
  readonly resolved: boolean;
  /** Actor id and name, at the time, of who started it. */
  readonly by: string;
  readonly name: string;
  /** Server time in ms. */
  readonly createdAt: number;
  /** Public comments in it now. */
  readonly count: number;
  /** seq at which a public comment was last added, 0 before the first; a removal does not lower it. A read mark is compared with it. */
  readonly latestSeq: number;
  /**
   * The comment that was added while there were none. Null when there are none, and, after that comment was
   * removed, until the conversation has been empty once more.
   */
  readonly opening: Opening | null;
  /** Absent when everybody may see it (V1). */
  readonly status?: Status;
  /** Only moderators write in it. */
  readonly locked?: true;
}

/** What a conversation brings along that was there before, public again or brought from elsewhere; place, author and id are the event's. */
export type RestoredConversation = Pick<
  Conversation,
  'resolved' | 'locked' | 'count' | 'latestSeq' | 'opening' | 'createdAt' | 'status'
>;

/** Asks for a new conversation; normally with its first comment (N1: without one is legal). */
export interface CreateConversation extends Place {
  readonly type: 'create-conversation';
  readonly broadcastId: string;
  readonly id: string;
  readonly comment?: Draft;
}

/** Asks to move a marker. With `undoes`, only if the place still is the one of that seq (O5). */
export interface MoveConversation extends Place {
  readonly type: 'move-conversation';
  readonly broadcastId: string;
  readonly id: string;
  readonly undoes?: number;
}

/** Asks to mark a conversation as done. */
export interface ResolveConversation {
  readonly type: 'resolve-conversation';
  readonly broadcastId: string;
  readonly id: string;
}

/** Asks to open a resolved conversation again. */
export interface ReopenConversation {
  readonly type: 'reopen-conversation';
  readonly broadcastId: string;
  readonly id: string;
}

/** Asks to take a conversation with all its comments away. */
export interface DeleteConversation {
  readonly type: 'delete-conversation';
  readonly broadcastId: string;
  readonly id: string;
}

/** Asks to bring back a conversation that was deleted in the last 30 days. */
export interface RestoreConversation {
  readonly type: 'restore-conversation';
  readonly broadcastId: string;
  readonly id: string;
}

/** Asks that only moderators write in a conversation. */
export interface LockConversation {
  readonly type: 'lock-conversation';
  readonly broadcastId: string;
  readonly id: string;
}

/** Asks that everybody may write in a conversation again. */
export interface UnlockConversation {
  readonly type: 'unlock-conversation';
  readonly broadcastId: string;
  readonly id: string;
}

/** Asks to take the name of who started it off a conversation, when what they wrote is erased and others' words stay. */
export interface DisownConversation {
  readonly type: 'disown-conversation';
  readonly broadcastId: string;
  readonly id: string;
}

/** Nobody is told to have started it any more. */
export interface Disowned {
  readonly change: 'disowned';
}

/** A conversation was started that not everybody may see. */
export interface Proposed extends Place {
  readonly change: 'proposed';
  readonly comment?: WrittenText;
  readonly status: Status;
}

/** A deleted conversation is back, as it is in image state; absent in a client's guess. */
export interface Restored {
  readonly change: 'restored';
  readonly conversation?: Conversation;
}

/** Only moderators write in it now. */
export interface Locked {
  readonly change: 'locked';
}

/** Everybody may write in it again. */
export interface Unlocked {
  readonly change: 'unlocked';
}

/** The marker is elsewhere now. `undoes` repeats the seq of the move this one took back. */
export interface Moved extends Place {
  readonly change: 'moved';
  readonly undoes?: number;
}

/** The conversation is done. */
export interface Resolved {
  readonly change: 'resolved';
}

/** The conversation is open again. */
export interface Reopened {
  readonly change: 'reopened';
}

/** The place with at most four decimals, which is how the wire and storage carry it (N1). */
export function roundPlace(place: Place): Place {
  return { x: roundPercent(place.x), y: roundPercent(place.y) };
}

function roundPercent(value: number): number {
  const factor = 10 ** PLACE_DECIMALS;
  // Adding 0 turns -0 into 0, which JSON would not keep apart.
  return Math.round(value * factor) / factor + 0;
}

/** The line of a text that image state keeps: white space folded, at most 80 code points. */
export function openingLine(text: string): string {
  const folded = text.replace(/\s+/g, ' ').trim();
  // So many units are at most so many code points, and most lines are shorter.
  return folded.length > OPENING_LENGTH ? [...folded].slice(0, OPENING_LENGTH).join('') : folded;
}

/** What a change does that leaves image state as it is. */
export function unchanged(conversation: Conversation): Conversation {
  return conversation;
}

/** What each change of the conversation itself does to it: one pure function each (S1). */
export const conversationChanges = {
  moved: (conversation: Conversation, event: Moved & { readonly seq: number }): Conversation => ({
    ...conversation,
    x: event.x,
    y: event.y,
    placeSeq: event.seq,
  }),
  resolved: (conversation: Conversation): Conversation => ({ ...conversation, resolved: true }),
  reopened: (conversation: Conversation): Conversation => ({ ...conversation, resolved: false }),
  disowned: (conversation: Conversation): Conversation => ({ ...conversation, by: '', name: '' }),
  locked: (conversation: Conversation): Conversation => ({ ...conversation, locked: true }),
  unlocked: ({ locked: _, ...conversation }: Conversation): Conversation => conversation,
  // What they bring is put into the state whether it was there or not (state.ts).
  proposed: unchanged,
  restored: unchanged,
};
