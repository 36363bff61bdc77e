/** Removes for good what was deleted long enough ago. */
export interface Disposer {
  /**
   * Removes the rows of what was deleted before `before` (server time, ms), at most `most` a call, and answers how many went. What they said is nowhere any more,
   * and they cannot be brought back. Rejects when the engine cannot write.
   */
  dispose(before: number, most: number): Promise<number>;
}
