import { parseBunSummary } from '../lib/counts.ts';
import { ensureEngines } from '../lib/ensure-engines.ts';
import { run, tests } from '../lib/run.ts';
import type { Findings, Step } from './step.ts';

const biome = ['node', 'node_modules/@biomejs/biome/bin/biome'];
const common = ['--colors=off', '--max-diagnostics=60', '--error-on-warnings'];

/** Formatting, as `npm run format` would write it. */
export const format: Step = {
  name: 'format',
  run: () => command([...biome, 'ci', ...common, '--linter-enabled=false', '--assist-enabled=false']),
};

/** Lint, with the order of imports. */
export const lint: Step = {
  name: 'lint',
  run: () => command([...biome, 'ci', ...common, '--formatter-enabled=false']),
};

/** The tests beside the code; browser tests run in `npm test`. */
export const unitTests: Step = {
  name: 'unit tests',
  async run() {
    await ensureEngines(console.log);
    const { code, output, timedOut } = await run(tests('./packages', './scripts'), { limit: 600_000 });
    const { passed, failed } = parseBunSummary(output, code);
    if (failed === 0) return { problems: [], note: `${passed} passed` };
    return {
      problems: [timedOut ? 'The tests took longer than ten minutes.' : failuresIn(output) || output.trim()],
    };
  },
};

/** What was printed before each test that failed, and its name. */
function failuresIn(output: string): string {
  let told: string[] = [];
  const failures: string[] = [];
  for (const line of output.split('\n')) {
    if (line.startsWith('(pass)')) told = [];
    else told.push(line);
    if (!line.startsWith('(fail)')) continue;
    failures.push(...told);
    told = [];
  }
  return failures.join('\n').trim();
}

async function command(line: readonly string[]): Promise<Findings> {
  const { code, output } = await run(line);
  return { problems: code === 0 ? [] : [output.trim()] };
}
