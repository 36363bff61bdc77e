import type { Cancel, Clock } from '../ports/clock.ts';

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that a test moves. Tasks run in order of their time; equal times in the order they were set. */
export class FakeClock implements Clock {
  #now: number;
  #tasks: Task[] = [];

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Cancel {
    const task = { at: this.#now + ms, run };
    this.#tasks.push(task);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== task);
    };
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#tasks.length;
  }

  /** When the next timer is due, undefined without one. */
  get nextAt(): number | undefined {
    return this.#next()?.at;
  }

  /** Moves on by `ms`, running what falls due, and lets promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let task = this.#next(); task && task.at <= end; task = this.#next()) {
      this.#now = task.at;
      this.#tasks = this.#tasks.filter((other) => other !== task);
      task.run();
      await settle();
    }
    this.#now = end;
  }

  #next(): Task | undefined {
    return this.#tasks.reduce<Task | undefined>(
      (first, task) => (first && first.at <= task.at ? first : task),
      undefined,
    );
  }
}

/** Lets every promise that can settle without time passing do so. */
export async function settle(): Promise<void> {
  // Chains of awaits in the hub are a few links long; the bound is far above them.
  for (let turn = 0; turn < 64; turn++) await Promise.resolve();
}
