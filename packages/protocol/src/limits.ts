// What a page needs is a constant of its own: the table would bring all the others into every embed.

/** Longest comment. */
export const COMMENT_LENGTH = 2000;
/** Characters of the first comment kept in the image's state. */
export const OPENING_LENGTH = 80;
/** Decimals of x and y. */
export const PLACE_DECIMALS = 4;
/** How long an operation in flight is retried after the line was cut (O4). */
export const RETRY_MS = 10_000;

/** Bounds of the wire that both ends know. Bytes are UTF-8 bytes, lengths UTF-16 code units, times ms. */
export const LIMITS = {
  /** Largest frame or operation body a client may send. */
  frameBytes: 64 * 1024,
  /** Frames over `frameBytes` up to here are refused with `too-large`; beyond, the socket is closed with 1009. */
  hardFrameBytes: 128 * 1024,
  commentLength: COMMENT_LENGTH,
  openingLength: OPENING_LENGTH,
  placeDecimals: PLACE_DECIMALS,
  /** How often a client sends a frame when it has nothing else to say (T1). */
  aliveMs: 25_000,
  /** A connection from which nothing was received for this long is sent a ping of RFC 6455, which hidden pages answer too (T1). */
  pingMs: 26_000,
  /** A connection from which nothing was received for this long is closed as idle (T1). */
  idleMs: 35_000,
  retryMs: RETRY_MS,
  /** Comments in one page of a thread. */
  threadPage: 50,
  /** How long somebody counts as typing after saying so. */
  typingMs: 6000,
  /** Most people named in one answer about presence. */
  people: 20,
  /** Most people one text can mention. */
  mentions: 10,
  /** Longest emoji of a reaction. */
  emojiBytes: 32,
  /** Most kinds of reactions to one comment. */
  reactionKinds: 20,
  /** Most marks of all kinds together on one comment. */
  reactionMarks: 100,
  /** Most people told in one answer to who can be mentioned. */
  suggestions: 10,
  /** Most images one session may watch. */
  subscriptions: 200,
} as const;
