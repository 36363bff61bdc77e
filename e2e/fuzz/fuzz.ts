import { Random } from '@imagechat/simulation/random';
import { clients } from './clients.ts';
import { CONTENT } from './content.ts';
import { CORPUS, type Found, foundBefore } from './corpus.ts';
import { DECODERS } from './decoders.ts';
import { Mutator } from './mutator.ts';
import { requests } from './requests.ts';
import { sessions } from './sessions.ts';
import { sockets } from './sockets.ts';
import type { Target } from './target.ts';

/** How much to try. */
export interface FuzzSettings {
  readonly inputs: number;
  readonly seed: number;
  readonly progress?: (line: string) => void;
  /** Everything that faces the outside, unless a test brings its own. */
  readonly targets?: readonly Target[];
  /** One input that takes longer, again and again, is as bad as one that throws; milliseconds. */
  readonly slowMs?: number;
}

/** What came of one target. */
export interface TargetReport {
  readonly name: string;
  inputs: number;
  ms: number;
  /** Answers by code. */
  readonly answers: Map<string, number>;
}

/** What came of a run. */
export interface FuzzReport {
  readonly seed: number;
  readonly inputs: number;
  readonly seconds: number;
  readonly targets: readonly TargetReport[];
  /** What broke something. */
  readonly found: readonly Found[];
  /** Megabytes of living objects after each tenth of the inputs. */
  readonly heap: readonly number[];
  /** Megabytes of the whole process at the end. */
  readonly resident: number;
}

/** What `slowMs` is unless a test says otherwise: this machine has much else to do. */
const SLOW_MS = 400;

/** Inputs of a target in a row, so that each is measured while it is warm. */
const TURN = 2000;

/** Megabytes by which living objects may grow after the first tenths. */
const GROWTH = 24;

/** Breaking inputs after which a run ends. */
const MOST_FOUND = 20;

/** Throws at everything that faces the outside whatever comes to mind, after what broke something before. */
export async function fuzz(settings: FuzzSettings): Promise<FuzzReport> {
  const { inputs, seed, progress, slowMs = SLOW_MS, targets = everything() } = settings;
  const run = new FuzzRun(targets, seed, slowMs);
  const start = performance.now();
  process.on('unhandledRejection', run.unhandled);
  try {
    for (const { target, input } of await foundBefore()) await run.again(target, input);
    const heap: number[] = [];
    for (let part = 1; part <= 10; part++) {
      await run.until((inputs * part) / 10);
      Bun.gc(true);
      heap.push(process.memoryUsage().heapUsed / 1e6);
      progress?.(
        `${Math.round((performance.now() - start) / 1000)} s: ${run.inputs} inputs, ${run.found.length} broke something`,
      );
    }
    run.judgeMemory(heap);
    const seconds = (performance.now() - start) / 1000;
    const resident = process.memoryUsage().rss / 1e6;
    return { seed, heap, resident, seconds, inputs: run.inputs, targets: run.reports, found: run.found };
  } finally {
    process.off('unhandledRejection', run.unhandled);
    for (const target of targets) await target.close?.();
  }
}

function everything(): readonly Target[] {
  return [...DECODERS, ...CONTENT, clients(6), sessions(18), requests(16), sockets(8)];
}

class FuzzRun {
  readonly reports: readonly TargetReport[];
  readonly found: Found[] = [];
  inputs = 0;
  readonly #targets: readonly Target[];
  readonly #mutators: readonly Mutator[];
  readonly #shares: number;
  readonly #slowMs: number;
  #last: { readonly name: string; readonly input: unknown } | undefined;

  constructor(targets: readonly Target[], seed: number, slowMs: number) {
    this.#slowMs = slowMs;
    this.#targets = targets;
    this.reports = targets.map(({ name }) => ({ name, inputs: 0, ms: 0, answers: new Map() }));
    const pool = [...CORPUS.framesUp, ...CORPUS.bodies, ...CORPUS.texts.frames];
    const random = new Random(`fuzz ${seed}`);
    this.#mutators = targets.map(({ name }) => new Mutator(random.fork(name), pool));
    this.#shares = targets.reduce((sum, { share }) => sum + share, 0);
  }

  /** A promise was rejected, and nobody listened: what was tried last may have to do with it. */
  readonly unhandled = (error: unknown): void => {
    const { name = '', input } = this.#last ?? {};
    this.#breaks(name, input, `a rejection that nobody handles: ${error}`);
  };

  /** Tries once more what broke something in another run. */
  async again(name: string, input: unknown): Promise<void> {
    const at = this.#targets.findIndex((target) => target.name === name);
    if (at >= 0) await this.#try(at, input);
  }

  /** Goes on until so many inputs were tried in all, each target having its share. */
  async until(inputs: number): Promise<void> {
    for (const [at, target] of this.#targets.entries()) {
      const goal = (inputs * target.share) / this.#shares;
      const report = this.reports[at];
      while (report && report.inputs < goal && this.found.length < MOST_FOUND) await this.#turn(at, goal);
    }
  }

  judgeMemory(heap: readonly number[]): void {
    const [, early = 0] = heap;
    const late = heap.at(-1) ?? 0;
    if (late - early > GROWTH)
      this.#breaks('memory', heap, `living objects grew from ${early} to ${late} MB`);
  }

  async #turn(at: number, goal: number): Promise<void> {
    const [mutator, report, target] = [this.#mutators[at], this.reports[at], this.#targets[at]];
    if (!mutator || !report || !target) return;
    const start = performance.now();
    for (let count = 0; count < TURN && report.inputs < goal && this.found.length < MOST_FOUND; count++) {
      const input = target.make(mutator);
      // Most decoders answer at once; waiting for them would cost more than they do.
      const trying = this.#try(at, input);
      if (trying) await trying;
    }
    report.ms += performance.now() - start;
  }

  /** Tries an input; a promise only when the target made one. */
  #try(at: number, input: unknown): Promise<void> | undefined {
    const target = this.#targets[at];
    if (!target) return undefined;
    this.#last = { name: target.name, input };
    const start = performance.now();
    try {
      const answers = target.run(input);
      if (!(answers instanceof Promise)) {
        this.#answered(at, input, answers, start);
        return undefined;
      }
      return answers.then(
        (told) => this.#answered(at, input, told, start),
        (error: unknown) => this.#breaks(target.name, input, String(error), at),
      );
    } catch (error) {
      this.#breaks(target.name, input, String(error), at);
      return undefined;
    }
  }

  #answered(at: number, input: unknown, answers: readonly string[], start: number): void {
    const report = this.reports[at];
    if (!report) return;
    report.inputs += answers.length;
    this.inputs += answers.length;
    for (const answer of answers) report.answers.set(answer, (report.answers.get(answer) ?? 0) + 1);
    const ms = performance.now() - start;
    if (ms > this.#slowMs * Math.max(1, answers.length)) this.#slow(at, input, ms);
  }

  /** A decoder that took long is asked again: if it keeps the processor long each time it is the input, and not what else the machine does. */
  #slow(at: number, input: unknown, ms: number): void {
    const target = this.#targets[at];
    if (!target) return;
    for (let again = 0; again < 2; again++) {
      const start = process.cpuUsage();
      const answers = target.run(input);
      // What waits for timers and sockets has a limit of its own.
      if (answers instanceof Promise) {
        answers.catch(() => undefined);
        return;
      }
      const { user, system } = process.cpuUsage(start);
      if ((user + system) / 1000 < this.#slowMs) return;
    }
    this.#breaks(target.name, input, `takes ${Math.round(ms)} ms`, at);
  }

  #breaks(target: string, input: unknown, says: string, at = -1): void {
    this.found.push({ target, input, says });
    const report = this.reports[at];
    if (!report) return;
    report.inputs += 1;
    this.inputs += 1;
    report.answers.set('BROKEN', (report.answers.get('BROKEN') ?? 0) + 1);
  }
}

/** The report as a table, with what broke something under it. */
export function fuzzText({ found, heap, inputs, resident, seconds, seed, targets }: FuzzReport): string {
  const width = Math.max(...targets.map(({ name }) => name.length)) + 2;
  const rows = targets.map(({ name, inputs: count, ms, answers }) => {
    const codes = [...answers].sort(([, a], [, b]) => b - a).map(([code, times]) => `${times} ${code}`);
    const rate = Math.round(count / Math.max(0.001, ms / 1000));
    return `${`${name} `.padEnd(width, '.')} ${count} inputs, ${rate} a second: ${codes.join(', ')}`;
  });
  const broken = found.map(
    ({ target, input, says }) => `${target}: ${says}\n  ${JSON.stringify(input).slice(0, 2000)}`,
  );
  return [
    ...rows,
    `living objects, in MB: ${heap.map((megabytes) => megabytes.toFixed(1)).join(' ')}; the process: ${resident.toFixed(0)}`,
    `${inputs} inputs in ${seconds.toFixed(1)} s (seed ${seed}): ${found.length} broke something`,
    ...broken,
  ].join('\n');
}
