import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../scripts/lib/repo.ts';
import { type Reached, barRows } from './lib/bars.ts';
import type { Kept, Results } from './lib/results.ts';
import type { Report } from './lib/scenario.ts';
import { tableText } from './lib/table.ts';
import { plotsOf } from './plots/plots.ts';

const FOLDER = join(root, 'docs/performance');
const RESULTS = join(FOLDER, 'results.json');
const DOCUMENT = join(root, 'docs/PERFORMANCE.md');

/** Generated text stands between these; all else of the document is written by hand. */
const [BEGIN, END] = ['<!-- measured: begin -->', '<!-- measured: end -->'];

/** Puts what was measured beside what the document knew of other scenarios, and draws plots and tables anew. */
export async function writeDocument(reports: Readonly<Record<string, Report>>): Promise<void> {
  const at = new Date().toISOString().slice(0, 16);
  const fresh = Object.entries(reports).map(([name, { data, reached, tables, wrong }]): [string, Kept] => [
    name,
    { at, tables, reached, wrong, data },
  ]);
  const before = await knownResults();
  const scenarios = { ...before?.scenarios, ...Object.fromEntries(fresh) };
  const results: Results = { machine: await machine(), scenarios };
  await Bun.write(RESULTS, `${JSON.stringify(results, null, 1)}\n`);
  for (const { name, svg } of plotsOf(results)) await Bun.write(join(FOLDER, `${name}.svg`), svg);
  const text = await Bun.file(DOCUMENT).text();
  await Bun.write(DOCUMENT, withMeasured(text, measuredText(results)));
}

/** The document with another text between the marks. @throws when the marks are not there */
export function withMeasured(document: string, measured: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin)
    throw new Error('docs/PERFORMANCE.md has lost the marks around what is measured');
  return `${document.slice(0, begin + BEGIN.length)}\n\n${measured}\n\n${document.slice(end)}`;
}

/** The generated part: machine, what must be reached, plots, and every scenario's tables. */
export function measuredText(results: Results): string {
  const reached: Reached = Object.assign({}, ...Object.values(results.scenarios).map((kept) => kept.reached));
  const machine = Object.entries(results.machine).map(([what, value]) => `| ${what} | ${value} |`);
  const plots = plotsOf(results).map(({ name, title }) => `![${title}](performance/${name}.svg)`);
  const scenarios = Object.entries(results.scenarios).flatMap(([name, { at, tables, wrong }]) => [
    `### ${name}`,
    `Measured ${at} UTC; alone: \`npm run bench -- --document --only ${name}\`.`,
    ...wrong.map((what) => `**Wrong:** ${what}`),
    ...tables.flatMap(({ rows, title }) => [`${title}:`, tableText(rows)]),
  ]);
  return [
    '### The machine',
    ['| | |', '|---|---|', ...machine].join('\n'),
    '### What must be reached',
    tableText(barRows(reached)),
    '### Plots',
    ...plots,
    ...scenarios,
  ].join('\n\n');
}

async function knownResults(): Promise<Results | undefined> {
  const file = Bun.file(RESULTS);
  return (await file.exists()) ? ((await file.json()) as Results) : undefined;
}

async function machine(): Promise<Record<string, string>> {
  const { devDependencies } = (await Bun.file(join(root, 'package.json')).json()) as {
    devDependencies: Record<string, string>;
  };
  const node = Bun.spawnSync(['node', '--version']).stdout.toString().trim();
  return {
    Processor: `${cpus()[0]?.model.trim()}, ${cpus().length} cores; server on one, load on the other`,
    Memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    System: `${systemName()}, Linux ${/^\d+\.\d+/.exec(release())?.[0] ?? ''}`,
    Bun: Bun.version,
    'Node (peers)': node,
    'Socket.IO': devDependencies['socket.io'] ?? '',
    ws: devDependencies.ws ?? '',
  };
}

function systemName(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  } catch {
    return process.platform;
  }
}
