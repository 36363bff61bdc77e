import type { Child } from '../ui/jsx.ts';
import type { Choice } from './menu.tsx';

/** What windows have besides reading and writing, of one picture: made by a file of its own once a window or the list is open. */
export interface Extras {
  /** How many look at the picture; 0 as long as nobody else does. Reactive. */
  readonly viewers: () => number;
  /** Who is writing in a conversation, in words. Reactive. */
  readonly typing: (id: string) => string | undefined;
  /** Those who look at the picture, as small faces. */
  readonly here: () => Child;
  /** What helps one write in a conversation's box, to be put beside it: ways to format, suggestions, pictures. */
  readonly tools: (parts: { readonly id: () => string; readonly box: HTMLTextAreaElement }) => Child;
  /** Names suggested, and keys that format, in any box. */
  readonly helps: (box: HTMLTextAreaElement) => Child;
  /** A picture of a conversation's text is still on its way. Reactive. */
  readonly isBusy: (id: string) => boolean;
  /** For how long a moderator can keep somebody from taking part. @param by actor id */
  readonly bans: (by: string, name: string) => readonly Choice[];
  /** The box of a conversation was written in: others are told until it is empty or left. */
  readonly writes: (id: string, box: HTMLTextAreaElement) => void;
}
