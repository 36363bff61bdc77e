/**
 * Every code a refusal can carry (F1), with whether the very same request can succeed later. A refusal is an
 * answer, never a thrown error. Codes in the first group are those of CONTRACT §4; the others are ours.
 */
export const REFUSALS = {
  'rate-limited': { retry: true },
  'domain-unauthorized': { retry: false },
  'unauthorized-page': { retry: false },
  'invalid-tenant': { retry: false },
  'malformed-sso': { retry: false },
  banned: { retry: false },
  'comment-too-big': { retry: false },
  'edit-key-invalid': { retry: false },
  'username-taken': { retry: false },
  locked: { retry: false },
  'not-found': { retry: false },
  'empty-comment': { retry: false },
  'invalid-input': { retry: false },

  /** A frame or body over the size it may have. */
  'too-large': { retry: false },
  /** A frame or operation of a type, or a protocol version, this server does not know. */
  'unknown-type': { retry: false },
  /** The actor may not do this to this subject. */
  'not-allowed': { retry: false },
  /** The token is broken, expired, of another tenant or another origin: fetch a new one. */
  'invalid-token': { retry: false },
  /** The actor has no name yet; say who you are first. */
  'name-needed': { retry: false },
  /** The id of the conversation or comment is in use by another operation (O2). */
  'id-taken': { retry: false },
  /** An undo came after somebody else's move (O5). */
  overtaken: { retry: false },
  /** No more of these fit here: reactions to one comment. */
  full: { retry: false },
  /** The frame's image number names no subscription of this session. */
  'not-subscribed': { retry: false },
  /** The server cannot write or read just now. */
  unavailable: { retry: true },
  /** Said by the client itself: there is no line to the server (O4). */
  offline: { retry: true },
  /** Said by the client itself: no answer within the time an operation may take (O4). */
  'timed-out': { retry: true },
} as const satisfies Record<string, { retry: boolean }>;

/** One of the codes of {@link REFUSALS}. */
export type RefusalCode = keyof typeof REFUSALS;

/**
 * An answer that says no (F1): the code for programs, a sentence for people with what to do about it, whether
 * the same request can succeed later, and after how many ms.
 */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  readonly retry: boolean;
  readonly retryAfterMs?: number;
}

/** Builds a refusal; whether a retry can help follows from the code. */
export function refuse(code: RefusalCode, message: string, retryAfterMs?: number): Refusal {
  const { retry } = REFUSALS[code];
  return retryAfterMs === undefined ? { code, message, retry } : { code, message, retry, retryAfterMs };
}
