/** What the bus did so far, as operators look at it. */
export interface BusCounts {
  /** Nothing is heard just now; heads are compared instead (D1). */
  readonly away: boolean;
  readonly published: number;
  readonly dropped: number;
  readonly heard: number;
  /** Messages that nobody of this installation sealed. */
  readonly strange: number;
}
