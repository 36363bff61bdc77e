import type { Cancel, Clock } from '@imagechat/core/ports/clock';

interface Task {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** Turns of the microtask queue between two tasks: far more than the longest chain of awaits that needs no time to pass. */
const TURNS = 40;

/**
 * The one time of a made world. Tasks run in order of their time, equal times in the order they were set, and promises settle in
 * between; so a run depends on nothing but what was scheduled.
 */
export class VirtualTime implements Clock {
  readonly #heap: Task[] = [];
  #now: number;
  #order = 0;

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Cancel {
    const task: Task = { at: this.#now + Math.max(0, Math.round(ms)), order: this.#order++, run };
    this.#push(task);
    return () => {
      task.run = undefined;
    };
  }

  /** Resolves `ms` from now. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** Lets `ms` pass with all that falls due in it. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let task = this.#heap[0]; task && task.at <= end; task = this.#heap[0]) {
      this.#pop();
      if (!task.run) continue;
      this.#now = task.at;
      task.run();
      await settle();
    }
    this.#now = end;
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(task);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (!parent || isBefore(parent, task)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = task;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const child = smaller(heap, 2 * at + 1);
      const task = heap[child];
      if (!task || isBefore(last, task)) break;
      heap[at] = task;
      at = child;
    }
    heap[at] = last;
  }
}

function smaller(heap: readonly Task[], left: number): number {
  const [a, b] = [heap[left], heap[left + 1]];
  return a && b && isBefore(b, a) ? left + 1 : left;
}

function isBefore(a: Task, b: Task): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await undefined;
}
