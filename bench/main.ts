/** `npm run bench [-- --quick | --smoke | --document] [--only streams,storm]`: us and what a user would pick instead, side by side in one run. Loopback only, bounded in count and time. */
import { mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../scripts/lib/repo.ts';
import { writeDocument } from './document.ts';
import { type Reached, barRows } from './lib/bars.ts';
import { closingLines } from './lib/closing-line.ts';
import type { Report, Scenario, Size } from './lib/scenario.ts';
import { tableText } from './lib/table.ts';
import { cold } from './scenarios/cold.ts';
import { createToSeen } from './scenarios/create-to-seen.ts';
import { embed } from './scenarios/embed.ts';
import { growth } from './scenarios/growth.ts';
import { idle } from './scenarios/idle.ts';
import { large } from './scenarios/large.ts';
import { nodes } from './scenarios/nodes.ts';
import { page } from './scenarios/page.ts';
import { snapshot } from './scenarios/snapshot.ts';
import { storm } from './scenarios/storm.ts';
import { generator, streams } from './scenarios/streams.ts';
import { submit } from './scenarios/submit.ts';
import { submitPostgres } from './scenarios/submit-postgres.ts';
import { sweep } from './scenarios/sweep.ts';
import { units } from './scenarios/units.ts';

const SCENARIOS: readonly Scenario[] = [
  generator,
  streams,
  sweep,
  createToSeen,
  submit,
  submitPostgres,
  units,
  nodes,
  storm,
  idle,
  growth,
  large,
  snapshot,
  cold,
  page,
  embed,
];

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
    document: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const size: Size = (['smoke', 'quick', 'document'] as const).find((name) => values[name]) ?? 'full';
const wanted = values.only?.split(',');
const unknown = wanted?.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(
    `There is no ${unknown.join(', ')}; there are ${SCENARIOS.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(1);
}

console.log(`${cpus()[0]?.model}, ${cpus().length} cores, ${size}; server and load on cores of their own.\n`);
const folder = join(root, 'bench/results');
mkdirSync(folder, { recursive: true });
let reached: Reached = {};
const broken: string[] = [];
const reports: Record<string, Report> = {};
for (const scenario of SCENARIOS) {
  if (wanted && !wanted.includes(scenario.name)) continue;
  const report = await tried(scenario);
  if (!report) continue;
  reports[scenario.name] = report;
  reached = { ...reached, ...report.reached };
  for (const { title, rows } of report.tables) console.log(`${title}\n\n${tableText(rows)}\n`);
  for (const what of new Set(report.wrong)) console.log(`Wrong: ${what}\n`);
  if (report.wrong.length > 0) broken.push(scenario.name);
  await Bun.write(join(folder, `${scenario.name}.json`), JSON.stringify(saved(report), null, 2));
}
// A smoke test is far too small for any of these.
if (size !== 'smoke') console.log(`What must be reached\n\n${tableText(barRows(reached))}\n`);
if (size === 'document')
  await writeDocument(reports).catch((error: unknown) => {
    console.error('The document could not be written:', error);
    broken.push('document');
  });
const ran = SCENARIOS.filter(({ name }) => wanted?.includes(name) ?? true).length;
// Nothing is judged by time; that everything ran and nothing arrived wrong is.
for (const line of closingLines(ran, broken)) console.log(line);
process.exit(broken.length > 0 ? 1 : 0);

/** Runs a scenario; one that breaks does not take the others with it. */
async function tried(scenario: Scenario): Promise<Report | undefined> {
  const start = performance.now();
  try {
    const report = await scenario.run(size);
    console.log(`== ${scenario.name} (${((performance.now() - start) / 1000).toFixed(1)} s)\n`);
    return report;
  } catch (error) {
    console.error(`== ${scenario.name} broke:`, error);
    broken.push(scenario.name);
    return undefined;
  }
}

/** A report with what it was made on. */
function saved({ data, reached: its, wrong }: Report): Record<string, unknown> {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, bun: Bun.version };
  return { size, at: new Date().toISOString(), machine, reached: its, wrong, data };
}
