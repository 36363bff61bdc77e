// What a client tells apart is a constant of its own: the table would bring all the others into every embed.

/** Too many connections or frames just now. */
export const BUSY = 4003;
/** The token is no longer good: fetch a new one, then reconnect. */
export const TOKEN_EXPIRED = 4010;
/** The actor was banned or lost its rights. */
export const BANNED = 4503;

/**
 * Why a live connection was closed by the server (W5 of SPEC.md). 4000–4499: reconnect with backoff; 4500–4999: do not, the
 * same connection would be closed again.
 */
export const CLOSE = {
  /** The server is going away; another will answer. */
  restarting: 4000,
  /** Nothing was received for longer than the server waits. */
  idle: 4001,
  /** The client reads too slowly for what it watches; it catches up by its cursor. */
  slow: 4002,
  busy: BUSY,
  tokenExpired: TOKEN_EXPIRED,

  /** The first frame was not a hello of a version spoken here. */
  badHello: 4500,
  /** The origin of the page is not on the tenant's list. */
  domainUnauthorized: 4501,
  /** There is no such tenant. */
  invalidTenant: 4502,
  banned: BANNED,
  /** So many frames were refused in a row that this is not a client of ours. */
  abusive: 4504,
} as const;

/** One of the server's own close codes. */
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/** True when a client that saw this close code should try again. 1009 (a frame beyond the hard limit) is final. */
export function mayReconnect(code: number): boolean {
  return code !== 1009 && !(code >= 4500 && code <= 4999);
}
