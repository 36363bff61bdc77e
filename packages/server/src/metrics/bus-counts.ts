/** What the bus did so far, as operators look at it. */
export interface BusCounts {
  /** Nothing is heard just now; heads are compared instead (D1). */
  readonly away: boolean;
  /** Bytes handed to the bus that it has not taken yet. */
  readonly waiting: number;
  readonly published: number;
  readonly dropped: number;
  readonly heard: number;
  /** Messages that nobody of this installation sealed. */
  readonly strange: number;
}
