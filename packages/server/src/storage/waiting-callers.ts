interface Waiting<Item, Answer> {
  readonly items: readonly Item[];
  resolve(answers: readonly Answer[]): void;
  reject(error: unknown): void;
}

/** What goes into one commit, and whom to tell of it. */
export interface Callers<Item, Answer> {
  readonly items: readonly Item[];
  /** Gives every caller the answers to their own items, which are as many and in the same order. */
  resolve(answers: readonly Answer[]): void;
  reject(error: unknown): void;
}

/** Who waits for a commit, the first first. A caller's items stay together and in order. */
export class WaitingCallers<Item, Answer> {
  readonly #most: number;
  readonly #waiting: Waiting<Item, Answer>[] = [];

  /** @param most items in a commit, unless one caller alone brings more */
  constructor(most: number) {
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Resolves with an answer for each item once they are committed. */
  add(items: readonly Item[]): Promise<readonly Answer[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, resolve, reject });
    });
  }

  /** Takes away those who go into the next commit; none when nobody waits. */
  next(): Callers<Item, Answer> {
    const callers = this.#waiting.splice(0, this.#fitting());
    return {
      items: callers.flatMap(({ items }) => items),
      resolve(answers) {
        let at = 0;
        for (const { items, resolve } of callers) {
          resolve(answers.slice(at, at + items.length));
          at += items.length;
        }
      },
      reject(error) {
        for (const { reject } of callers) reject(error);
      },
    };
  }

  #fitting(): number {
    let size = 0;
    let callers = 0;
    for (const { items } of this.#waiting) {
      if (callers > 0 && size + items.length > this.#most) break;
      size += items.length;
      callers++;
    }
    return callers;
  }
}
