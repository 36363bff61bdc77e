/** Who does what has to be done once, however many processes work on one database. */
export interface Turns {
  /**
   * Whether this process is to do a piece of periodic work now: of all processes on this database one is told so every `everyMs`. Rejects when the engine
   * cannot write.
   */
  takeTurn(name: string, everyMs: number): Promise<boolean>;
}
