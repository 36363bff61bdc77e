/** One transaction: all of its items durable and answered in their order, or rejected. */
type Commit<Item, Answer> = (items: readonly Item[]) => Promise<readonly Answer[]>;

interface Waiting<Item, Answer> {
  readonly item: Item;
  /** Its place among all that ever waited. */
  readonly place: number;
  readonly answer: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** How groups are made. */
export interface GroupLimits {
  /** Items in a transaction at most. */
  readonly most: number;
  /** Transactions under way at most. */
  readonly atOnce: number;
  /** Waiting items from which on one more transaction beside another is worth what each costs however small it is. */
  readonly worthOneMore: number;
}

/**
 * Group commit for an engine that serves several transactions at once. While few wait, one group takes all that arrived meanwhile. Where many wait there are several under
 * way, so that the engine works for some while others are decided here or wait for the disk. They cannot meet: of an image that is in one, nothing is taken into another, and
 * what is taken is taken in order of arrival, so no answer is decided before what it answers.
 */
export class SideBySide<Item, Answer> {
  readonly #commit: Commit<Item, Answer>;
  readonly #imageOf: (item: Item) => string;
  readonly #limits: GroupLimits;
  /** By image, in order of arrival. */
  readonly #waiting = new Map<string, Waiting<Item, Answer>[]>();
  readonly #underWay = new Set<string>();
  #groups = 0;
  #places = 0;
  #willLook = false;
  #idle = Promise.withResolvers<void>();

  /** @param imageOf what may never be in two transactions at once */
  constructor(commit: Commit<Item, Answer>, imageOf: (item: Item) => string, limits: GroupLimits) {
    this.#commit = commit;
    this.#imageOf = imageOf;
    this.#limits = limits;
    this.#idle.resolve();
  }

  /** Resolves with an answer for each item, in their order, once all are durable; rejects when a transaction with one of them failed, and others of them may be durable. */
  async add(items: readonly Item[]): Promise<readonly Answer[]> {
    const answers = items.map(
      (item) =>
        new Promise<Answer>((answer, reject) => {
          const image = this.#imageOf(item);
          const waiting = this.#waiting.get(image) ?? [];
          this.#waiting.set(image, waiting);
          waiting.push({ item, place: this.#places++, answer, reject });
        }),
    );
    this.#lookSoon();
    // All of them heard before one failure is told: whoever tries again must not meet the rest of the first try.
    const heard = await Promise.allSettled(answers);
    return heard.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
  }

  /** Resolves when all that was added so far is answered. */
  settled(): Promise<void> {
    return this.#idle.promise;
  }

  /** In a turn's time: what is added in the same turn goes along. */
  #lookSoon(): void {
    if (this.#willLook) return;
    if (this.#groups === 0) this.#idle = Promise.withResolvers();
    this.#willLook = true;
    void Promise.resolve().then(() => {
      this.#willLook = false;
      this.#look();
    });
  }

  #look(): void {
    const { atOnce, most, worthOneMore } = this.#limits;
    while (this.#groups < atOnce) {
      const free = [...this.#waiting]
        .filter(([image]) => !this.#underWay.has(image))
        .sort(([, a], [, b]) => placeOf(a) - placeOf(b));
      const count = free.reduce((sum, [, waiting]) => sum + waiting.length, 0);
      if (count < (this.#groups === 0 ? 1 : worthOneMore)) break;
      // A share for each that may still begin, unless that would be too little for one.
      const share = Math.max(worthOneMore, Math.ceil(count / (atOnce - this.#groups)));
      this.#start(free, share, most);
    }
    if (this.#groups === 0 && !this.#willLook) this.#idle.resolve();
  }

  /** A transaction with what waits for the first of these images, as many as make a share; nobody else takes of theirs until it ends. */
  #start(free: readonly (readonly [string, Waiting<Item, Answer>[]])[], share: number, most: number): void {
    const group: Waiting<Item, Answer>[] = [];
    const images: string[] = [];
    for (const [image, waiting] of free) {
      if (group.length >= Math.min(share, most)) break;
      group.push(...waiting.splice(0, most - group.length));
      if (waiting.length === 0) this.#waiting.delete(image);
      images.push(image);
      this.#underWay.add(image);
    }
    this.#groups++;
    void this.#decide(group.toSorted((a, b) => a.place - b.place)).then(() => {
      for (const image of images) this.#underWay.delete(image);
      this.#groups--;
      this.#look();
    });
  }

  /** Never rejects. */
  async #decide(group: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#commit(group.map(({ item }) => item));
      for (const [at, { answer }] of group.entries()) answer(answers[at] as Answer);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}

/** Of those whose first waits longest the turn is. */
function placeOf([first]: readonly { readonly place: number }[]): number {
  return first?.place ?? 0;
}
