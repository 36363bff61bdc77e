import { WaitingCallers } from '../waiting-callers.ts';

/**
 * Makes one commit of what arrives while the last one ran. A caller's items stay together and in order; a commit takes at most `most`
 * items, unless one caller alone brings more. When a commit throws, the callers in it are rejected and the next one tries anew.
 */
export class GroupCommit<Item, Answer> {
  readonly #commit: (items: readonly Item[]) => readonly Answer[];
  readonly #later: (task: () => void) => void;
  readonly #waiting: WaitingCallers<Item, Answer>;
  #scheduled = false;

  /** `commit` is synchronous; `later` runs a task after what has arrived by then was heard. */
  constructor(
    commit: (items: readonly Item[]) => readonly Answer[],
    later: (task: () => void) => void,
    most: number,
  ) {
    this.#commit = commit;
    this.#later = later;
    this.#waiting = new WaitingCallers(most);
  }

  /** Resolves with an answer for each item once they are committed. */
  add(items: readonly Item[]): Promise<readonly Answer[]> {
    const answers = this.#waiting.add(items);
    this.#schedule();
    return answers;
  }

  /** Commits at once all that is waiting. */
  flush(): void {
    while (!this.#waiting.isEmpty) this.#commitNext();
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.isEmpty) return;
    this.#scheduled = true;
    this.#later(() => {
      this.#scheduled = false;
      this.#commitNext();
      // One commit a turn: what arrived while it ran is heard before the next.
      this.#schedule();
    });
  }

  #commitNext(): void {
    if (this.#waiting.isEmpty) return;
    const callers = this.#waiting.next();
    try {
      callers.resolve(this.#commit(callers.items));
    } catch (error) {
      callers.reject(error);
    }
  }
}
