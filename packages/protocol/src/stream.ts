/** Times of the stream carrier (W11), in ms. */
export const STREAM = {
  /** The server says something at least this often. */
  beatMs: 15_000,
  /** The server ends a stream after this long, give or take a quarter; the client asks again. */
  lifeMs: 300_000,
} as const;
