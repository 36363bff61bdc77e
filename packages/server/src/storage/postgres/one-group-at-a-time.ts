interface Waiting<Item, Answer> {
  readonly items: readonly Item[];
  resolve(answers: readonly Answer[]): void;
  reject(error: unknown): void;
}

/**
 * Makes one group of what arrives while the last one is committed. One at a time in a process: two transactions under way could change places, and an answer
 * be decided before what it answers. A caller's items stay together and in order; when a commit fails, its callers are rejected and the next one tries anew.
 */
export class OneGroupAtATime<Item, Answer> {
  readonly #commit: (items: readonly Item[]) => Promise<readonly Answer[]>;
  readonly #most: number;
  readonly #waiting: Waiting<Item, Answer>[] = [];
  #running: Promise<void> | undefined;

  /** @param most items in a group, unless one caller alone brings more */
  constructor(commit: (items: readonly Item[]) => Promise<readonly Answer[]>, most: number) {
    this.#commit = commit;
    this.#most = most;
  }

  /** Resolves with an answer for each item once they are committed. */
  add(items: readonly Item[]): Promise<readonly Answer[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when all that was added so far is answered. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // What is added in the same turn goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#commitNext();
    this.#running = undefined;
  }

  async #commitNext(): Promise<void> {
    const callers = this.#nextCallers();
    try {
      const answers = await this.#commit(callers.flatMap(({ items }) => items));
      let at = 0;
      for (const { items, resolve } of callers) {
        resolve(answers.slice(at, at + items.length));
        at += items.length;
      }
    } catch (error) {
      for (const { reject } of callers) reject(error);
    }
  }

  #nextCallers(): Waiting<Item, Answer>[] {
    let size = 0;
    let callers = 0;
    for (const { items } of this.#waiting) {
      if (callers > 0 && size + items.length > this.#most) break;
      size += items.length;
      callers++;
    }
    return this.#waiting.splice(0, callers);
  }
}
