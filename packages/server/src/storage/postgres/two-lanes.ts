/** One transaction: all of its items durable and answered in their order, or rejected. */
type Commit<Item, Answer> = (items: readonly Item[]) => Promise<readonly Answer[]>;

interface Waiting<Item, Answer> {
  readonly item: Item;
  /** Its place among all that ever waited. */
  readonly place: number;
  readonly answer: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Two groups under way at most, one a lane. */
type Lane = 0 | 1;

/** How groups are made. */
export interface LaneLimits {
  /** Items in a transaction at most. */
  readonly most: number;
  /** Waiting items from which on a second transaction is worth what each costs however small it is. */
  readonly worthTwo: number;
}

/**
 * Group commit for an engine that serves several transactions at once. While few wait, one group takes all that arrived meanwhile. Where many wait there are two under
 * way, so that the engine works for one while the other is decided here or waits for the disk. They cannot meet: everything of one image goes down one lane, in order of
 * arrival, so no answer is decided before what it answers.
 */
export class TwoLanes<Item, Answer> {
  readonly #commit: Commit<Item, Answer>;
  readonly #imageOf: (item: Item) => string;
  readonly #limits: LaneLimits;
  readonly #waiting: Record<Lane, Waiting<Item, Answer>[]> = [[], []];
  readonly #underWay: Record<Lane, boolean> = [false, false];
  #places = 0;
  #willLook = false;
  #idle = Promise.withResolvers<void>();

  /** @param imageOf what may never be in two transactions at once */
  constructor(commit: Commit<Item, Answer>, imageOf: (item: Item) => string, limits: LaneLimits) {
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
          this.#waiting[laneOf(this.#imageOf(item))].push({ item, place: this.#places++, answer, reject });
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
    if (this.#isIdle) this.#idle = Promise.withResolvers();
    this.#willLook = true;
    void Promise.resolve().then(() => {
      this.#willLook = false;
      this.#look();
    });
  }

  get #isBusy(): boolean {
    return this.#underWay[0] || this.#underWay[1];
  }

  get #isIdle(): boolean {
    return !(this.#willLook || this.#isBusy);
  }

  #look(): void {
    const { worthTwo } = this.#limits;
    const all = this.#waiting[0].length + this.#waiting[1].length;
    if (this.#isIdle && all === 0) this.#idle.resolve();
    if (!this.#isBusy && all < worthTwo) {
      if (all > 0) this.#start([0, 1]);
      return;
    }
    for (const lane of [0, 1] as const) {
      const least = this.#underWay[lane === 0 ? 1 : 0] ? worthTwo / 2 : 1;
      if (!this.#underWay[lane] && this.#waiting[lane].length >= least) this.#start([lane]);
    }
  }

  /** A transaction with what waits in these lanes, which are taken until it ends. */
  #start(lanes: readonly Lane[]): void {
    const waiting = lanes.flatMap((lane) => this.#waiting[lane]).toSorted((a, b) => a.place - b.place);
    const group = waiting.slice(0, this.#limits.most);
    const last = group.at(-1)?.place ?? 0;
    for (const lane of lanes) {
      this.#underWay[lane] = true;
      this.#waiting[lane] = this.#waiting[lane].filter(({ place }) => place > last);
    }
    void this.#decide(group).then(() => {
      for (const lane of lanes) this.#underWay[lane] = false;
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

/** By FNV-1a over UTF-16 units, whose lowest bit alone tells little. */
function laneOf(image: string): Lane {
  let hash = 0x811c9dc5;
  for (let at = 0; at < image.length; at++) hash = Math.imul(hash ^ image.charCodeAt(at), 0x01000193);
  return ((hash ^ (hash >>> 15)) & 1) as Lane;
}
