/** Reads a value; what reads it in a memo, an effect or a reactive place of the page looks again when it changes. */
export type Read<T> = () => T;

/** A value that can be read and replaced. */
export interface Signal<T> extends Read<T> {
  set(value: T): void;
}

const CLEAN = 0;
/** Something further up changed; whether that matters is not known yet. */
const CHECK = 1;
const DIRTY = 2;
type State = typeof CLEAN | typeof CHECK | typeof DIRTY;

/** What to do when something ends or begins anew. */
interface Scope {
  ends: (() => void)[];
}

/** Effects that wait for their turn; outer ones were made earlier and go first, since they may end the inner ones. */
class Queue {
  readonly #waiting: Computation[] = [];
  #sorted = true;

  push(one: Computation): void {
    this.#waiting.push(one);
    this.#sorted = false;
  }

  take(): Computation | undefined {
    if (!this.#sorted) this.#waiting.sort((a, b) => a.age - b.age);
    this.#sorted = true;
    return this.#waiting.shift();
  }
}

const drawing = new Queue();
const looking = new Queue();
let scope: Scope | undefined;
let reader: Computation | undefined;
let made = 0;
let depth = 0;

/** Something that can be read. */
class Source {
  readonly readers = new Set<Computation>();

  read(): void {
    if (!reader) return;
    this.readers.add(reader);
    reader.sources.add(this);
  }

  mark(state: State): void {
    for (const one of this.readers) one.stale(state);
  }

  /** Brings itself up to date; a plain value always is. */
  settle(): void {
    // Nothing to calculate.
  }
}

/** Something calculated from what it reads: a memo, or an effect, which has a queue to wait in. */
class Computation extends Source implements Scope {
  ends: (() => void)[] = [];
  readonly sources = new Set<Source>();
  readonly age = made++;
  readonly #run: () => boolean;
  readonly #queue: Queue | undefined;
  #state: State = CLEAN;

  /** @param run calculates anew; true when what came out is something else */
  constructor(run: () => boolean, queue?: Queue) {
    super();
    this.#run = run;
    this.#queue = queue;
    scope?.ends.push(() => {
      this.#leave();
      // Still in its queue, it finds nothing to do.
      this.#state = CLEAN;
    });
  }

  stale(state: State): void {
    const before = this.#state;
    if (before < state) this.#state = state;
    if (before !== CLEAN) return;
    this.#queue?.push(this);
    this.mark(CHECK);
  }

  override settle(): void {
    if (this.#state === CHECK)
      for (const source of this.sources) {
        source.settle();
        if (this.#isDirty()) break;
      }
    const dirty = this.#isDirty();
    this.#state = CLEAN;
    if (dirty) this.begin();
  }

  begin(): void {
    this.#leave();
    if (batch(() => within(this, this, this.#run))) this.mark(DIRTY);
  }

  /** Settling something else may have made it so. */
  #isDirty(): boolean {
    return this.#state === DIRTY;
  }

  #leave(): void {
    endAll(this);
    for (const source of this.sources) source.readers.delete(this);
    this.sources.clear();
  }
}

function within<T>(inside: Scope | undefined, reading: Computation | undefined, run: () => T): T {
  const before = [scope, reader] as const;
  scope = inside;
  reader = reading;
  try {
    return run();
  } finally {
    [scope, reader] = before;
  }
}

function endAll(ended: Scope): void {
  const { ends } = ended;
  ended.ends = [];
  for (const one of ends.reverse()) one();
}

/** A value that tells its readers when it is replaced by another one. */
export function signal<T>(first: T): Signal<T> {
  const source = new Source();
  let value = first;
  const read = (): T => {
    source.read();
    return value;
  };
  const set = (next: T): void => {
    if (Object.is(value, next)) return;
    value = next;
    batch(() => source.mark(DIRTY));
  };
  return Object.assign(read, { set });
}

/** A value calculated from others, once for all its readers, who hear only of another outcome. */
export function memo<T>(calculate: (before: T | undefined) => T): Read<T> {
  let value: T | undefined;
  const computation = new Computation(() => {
    const before = value;
    value = calculate(before);
    return !Object.is(value, before);
  });
  computation.begin();
  return () => {
    // Settled before it is read, since what reads it would hear that it changed.
    computation.settle();
    computation.read();
    return value as T;
  };
}

/** Runs now, and again whenever what it read changed: draws. */
export function effect(run: () => void): void {
  new Computation(() => Boolean(run()), drawing).begin();
}

/** The same once everything is drawn, be it the first time or after a change: looks at the document. */
export function afterwards(run: () => void): void {
  new Computation(() => Boolean(run()), looking).stale(DIRTY);
}

/** Runs with all effects held until its end, so that they see everything it changed at once. */
export function batch<T>(run: () => T): T {
  depth++;
  try {
    const result = run();
    if (depth === 1) flush();
    return result;
  } finally {
    depth--;
  }
}

function flush(): void {
  for (let next = drawing.take() ?? looking.take(); next; next = drawing.take() ?? looking.take())
    next.settle();
}

/** Reads without being told of later changes. */
export function untrack<T>(run: () => T): T {
  return within(scope, undefined, run);
}

/** Called when the surrounding effect runs again or ends, or the surrounding root ends. */
export function onEnd(run: () => void): void {
  scope?.ends.push(run);
}

/** Runs something whose effects last until the function it returns is called, whatever happens around. */
export function root(run: () => void): () => void {
  const inside: Scope = { ends: [] };
  batch(() => within(inside, undefined, run));
  return () => endAll(inside);
}
