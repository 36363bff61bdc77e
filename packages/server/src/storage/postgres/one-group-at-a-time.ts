import { WaitingCallers } from '../waiting-callers.ts';

/**
 * Makes one group of what arrives while the last one is committed. One at a time in a process: two transactions under way could change places, and an answer
 * be decided before what it answers. A caller's items stay together and in order; when a commit fails, its callers are rejected and the next one tries anew.
 */
export class OneGroupAtATime<Item, Answer> {
  readonly #commit: (items: readonly Item[]) => Promise<readonly Answer[]>;
  readonly #waiting: WaitingCallers<Item, Answer>;
  #running: Promise<void> | undefined;

  /** @param most items in a group, unless one caller alone brings more */
  constructor(commit: (items: readonly Item[]) => Promise<readonly Answer[]>, most: number) {
    this.#commit = commit;
    this.#waiting = new WaitingCallers(most);
  }

  /** Resolves with an answer for each item once they are committed. */
  add(items: readonly Item[]): Promise<readonly Answer[]> {
    const answers = this.#waiting.add(items);
    this.#running ??= this.#run();
    return answers;
  }

  /** Resolves when all that was added so far is answered. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // What is added in the same turn goes along.
    await Promise.resolve();
    while (!this.#waiting.isEmpty) await this.#commitNext();
    this.#running = undefined;
  }

  async #commitNext(): Promise<void> {
    const callers = this.#waiting.next();
    try {
      callers.resolve(await this.#commit(callers.items));
    } catch (error) {
      callers.reject(error);
    }
  }
}
