/** `npm test`: every test there is; brings what they need, says what it does and closes with the counts. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.ts';
import { type Counts, addCounts, parseBunSummary, parseClosingLine } from './lib/counts.ts';
import { ensureChromium } from './lib/ensure-chromium.ts';
import { ensureEngines } from './lib/ensure-engines.ts';
import { root } from './lib/repo.ts';
import { bun, run, stopChildrenOnSignals, tests } from './lib/run.ts';

/** One kind of tests, the command that runs them and how long it may take (milliseconds). */
interface Part {
  readonly name: string;
  readonly command: readonly string[];
  readonly limit: number;
  readonly env?: Record<string, string>;
  /** What must be there; a part that cannot run has failed. */
  readonly needs: string;
  read(output: string, code: number): Counts;
}

const BENCH = 'bench/main.ts';
const SIMULATION = 'packages/simulation/src/main.ts';

/** What people do together, by files and the beginnings of the tests' titles there: they ask for nothing but a server. */
const JOURNEYS: Readonly<Record<string, readonly string[]>> = {
  conversation: [
    'two browsers on the demo',
    'a marker is on the other screen',
    "O3: one's own change",
    'the very first words',
  ],
  windows: ['two tabs and a window', 'a name given in one tab'],
  offline: ['O4: a conversation that was never opened', 'O4: an answer tried without a line'],
  sleep: ['O2, R1: a line that is reset'],
  fallback: ['W11: where no socket passes'],
  'widget-list': ['lists, sorts, filters and finds'],
  'window-moderation': ['a moderator keeps somebody from taking part'],
  uploads: ['C4: pictures of every kind'],
};
const JOURNEY_FILES = Object.keys(JOURNEYS).map((name) => `./e2e/${name}.test.ts`);
const JOURNEY_TITLES = Object.values(JOURNEYS).flat().join('|');

/** Many wait more than they work: two files at a time keep two cores busy. More would only make each slower. */
const TWO_FILES = '--parallel=2';

const PARTS: readonly Part[] = [
  {
    name: 'Unit and contract tests',
    command: [...tests('./packages', './scripts', './bench'), TWO_FILES],
    limit: 10 * 60_000,
    needs: 'packages',
    read: parseBunSummary,
  },
  {
    name: 'Simulation, 500 seeds',
    command: bun(SIMULATION, '--seeds', '500'),
    limit: 5 * 60_000,
    needs: SIMULATION,
    read: parseClosingLine,
  },
  {
    name: 'Benchmarks, as small as they get',
    command: bun(BENCH, '--smoke'),
    limit: 4 * 60_000,
    needs: BENCH,
    read: parseClosingLine,
  },
  {
    name: 'Browser tests',
    command: [...tests('./e2e'), TWO_FILES],
    limit: 18 * 60_000,
    needs: 'e2e',
    read: parseBunSummary,
  },
  {
    name: 'Journeys once more, on two nodes with Postgres and Redis',
    command: [...tests(...JOURNEY_FILES), '-t', JOURNEY_TITLES],
    env: { E2E_NODES: '2' },
    limit: 6 * 60_000,
    needs: 'e2e',
    read: parseBunSummary,
  },
];

const FAILED: Counts = { passed: 0, failed: 1 };

async function prepare(): Promise<{ counts: Counts[]; chromium: string | undefined }> {
  heading('What the tests need');
  const chromium = await ensureChromium(console.log);
  if (chromium) console.log(chromium);
  await ensureEngines(console.log);
  const builds = await buildIfStale();
  for (const { name, state, output } of builds) {
    console.log(
      state === 'fresh' || state === 'built'
        ? `The ${name} is built.`
        : `The ${name} could not be built:\n${output}`,
    );
  }
  const broken = builds.filter(({ state }) => state === 'missing' || state === 'failed');
  return { counts: broken.map(() => FAILED), chromium };
}

async function runPart(
  { name, command, env = {}, limit, needs, read }: Part,
  obstacle: string | undefined,
): Promise<Counts> {
  heading(name);
  const missing = obstacle ?? (existsSync(join(root, needs)) ? undefined : `${needs} is missing.`);
  if (missing !== undefined) {
    console.log(`Cannot run: ${missing}`);
    return FAILED;
  }
  const start = performance.now();
  const { code, output, timedOut } = await run(command, { stream: true, limit, env });
  const counts = read(output, timedOut ? 1 : code);
  if (timedOut) console.log(`Stopped after ${limit / 60_000} minutes.`);
  const took = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed (${took} s).`);
  return counts;
}

function heading(text: string): void {
  console.log(`\n== ${text}`);
}

stopChildrenOnSignals();
const { counts, chromium } = await prepare();
for (const part of PARTS) {
  counts.push(await runPart(part, part.needs === 'e2e' ? chromium : undefined));
}
const { passed, failed } = addCounts(counts);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
