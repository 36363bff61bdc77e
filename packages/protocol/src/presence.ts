/** Says "I am here, tell me who else is" and what one is typing in; soft: unanswered, unnumbered, never stored (P1). */
export interface PresenceUp {
  readonly t: 'presence';
  readonly i: number;
  /** The conversation one is typing in, null for none. Good for `LIMITS.typingMs`; said again while it lasts. */
  readonly typing: string | null;
}

/** Somebody who is looking at the image and has a name. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** The conversation they are typing in. */
  readonly typing?: string;
}

/** Who is looking at an image now, on all processes as far as they heard of one another: always the whole answer, so a lost one does no harm (P1). */
export interface PresenceDown {
  readonly t: 'presence';
  readonly i: number;
  /** Connections watching it. */
  readonly viewers: number;
  /** Those of them with a name who said they are here, each once, typing ones first; at most `LIMITS.people`. */
  readonly people: readonly Person[];
}
