interface Waiting<Item, Answer> {
  readonly items: readonly Item[];
  resolve(answers: readonly Answer[]): void;
  reject(error: unknown): void;
}

/**
 * Makes one commit of what arrives while the last one ran. A caller's items stay together and in order; a commit takes at most `most`
 * items, unless one caller alone brings more. When a commit throws, the callers in it are rejected and the next one tries anew.
 */
export class GroupCommit<Item, Answer> {
  readonly #commit: (items: readonly Item[]) => readonly Answer[];
  readonly #later: (task: () => void) => void;
  readonly #most: number;
  readonly #waiting: Waiting<Item, Answer>[] = [];
  #scheduled = false;

  /** `commit` is synchronous; `later` runs a task after what has arrived by then was heard. */
  constructor(
    commit: (items: readonly Item[]) => readonly Answer[],
    later: (task: () => void) => void,
    most: number,
  ) {
    this.#commit = commit;
    this.#later = later;
    this.#most = most;
  }

  /** Resolves with an answer for each item once they are committed. */
  add(items: readonly Item[]): Promise<readonly Answer[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, resolve, reject });
      this.#schedule();
    });
  }

  /** Commits at once all that is waiting. */
  flush(): void {
    while (this.#waiting.length > 0) this.#commitNext();
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    this.#later(() => {
      this.#scheduled = false;
      this.#commitNext();
      // One commit a turn: what arrived while it ran is heard before the next.
      this.#schedule();
    });
  }

  #commitNext(): void {
    const callers = this.#nextCallers();
    if (callers.length === 0) return;
    try {
      const answers = this.#commit(callers.flatMap(({ items }) => items));
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
