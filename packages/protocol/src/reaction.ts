/** One kind of reaction to a comment, and whose: actor ids in the order they came. */
export interface Reaction {
  readonly emoji: string;
  readonly by: readonly string[];
}

/** Asks to put one's mark on a comment, or to take it away. Either may be so already. */
export interface React {
  readonly type: 'react';
  readonly broadcastId: string;
  /** The conversation. */
  readonly id: string;
  readonly comment: { readonly id: string };
  /** A single emoji, as Unicode recommends it for interchange (RGI). */
  readonly emoji: string;
  readonly on: boolean;
}

/** Somebody, the event's actor, put a mark on a comment or took it away. */
export interface Reacted {
  readonly change: 'reacted';
  readonly comment: { readonly id: string };
  readonly emoji: string;
  readonly on: boolean;
}

/** The reactions after somebody's mark came or went; kinds stay in the order they came, empty ones go. */
export function withMark(
  reactions: readonly Reaction[],
  { emoji, on, by }: Pick<Reacted, 'emoji' | 'on'> & { readonly by: string },
): readonly Reaction[] {
  const known = reactions.find((kind) => kind.emoji === emoji);
  const marks = known?.by ?? [];
  // Whoever marked it already keeps the place.
  if (marks.includes(by) === on) return reactions;
  const changed: Reaction = { emoji, by: on ? [...marks, by] : marks.filter((id) => id !== by) };
  const next = known ? reactions.map((kind) => (kind === known ? changed : kind)) : [...reactions, changed];
  return next.filter((kind) => kind.by.length > 0);
}
