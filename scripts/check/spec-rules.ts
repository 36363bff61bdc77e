import { join } from 'node:path';
import { type Manifest, moduleGraph } from '../lib/module-graph.ts';
import { type SourceFile, isTest, lineAt, readSources, root } from '../lib/repo.ts';
import type { Step } from './step.ts';

const SPEC = 'packages/protocol/SPEC.md';
const ID = '[A-Z]{1,2}\\d+[a-z]?';

/** A rule's place: at the start of a line or of a list item. */
const RULE = new RegExp(
  `^[ \\t>]*(?:(?:[-*+]|\\d+[.)])[ \\t]+)?\\*\\*(${ID})\\*\\*([ \\t]*\\(later\\))?`,
  'gm',
);
const TITLE = /(?:\b(?:test|it)|\.each\((?:[^()]|\([^()]*\))*\))\(\s*(["'`])((?:\\.|(?!\1)[\s\S])*)\1/g;
const IDS = new RegExp(`^${ID}(?:(?:[\\s,/+&]|and)+${ID})*(?=[\\s:.,]|$)`);

/** A test's title, where it stands and the rules it names. */
export interface TitledTest {
  readonly place: string;
  readonly title: string;
  readonly rules: readonly string[];
}

/** Rules of SPEC.md without a test, and tests that name a rule there is not. */
export const specRules: Step = {
  name: 'spec rules',
  async run() {
    const spec = Bun.file(join(root, SPEC));
    if (!(await spec.exists())) return { problems: [`${SPEC} is missing`] };
    const rules = rulesOf(await spec.text());
    const tests = withSuites(await readSources()).flatMap(titledTests);
    return { problems: specProblems(rules, tests), note: `${rules.size} rules` };
  },
};

/** The rules of a specification by id; `later` when a rule need not have a test yet. */
export function rulesOf(spec: string): Map<string, { line: number; later: boolean; twice: boolean }> {
  const rules = new Map<string, { line: number; later: boolean; twice: boolean }>();
  for (const match of spec.matchAll(RULE)) {
    const [, id = '', later] = match;
    rules.set(id, { line: lineAt(spec, match.index), later: later !== undefined, twice: rules.has(id) });
  }
  return rules;
}

/** The tests of a file whose titles begin with rule ids: `O1 …`, `O1, R3: …`. */
export function titledTests({ path, text }: SourceFile): TitledTest[] {
  return [...text.matchAll(TITLE)].flatMap((match) => {
    const title = match[2] ?? '';
    const ids = IDS.exec(title)?.[0];
    if (ids === undefined) return [];
    const rules = [...ids.matchAll(new RegExp(ID, 'g'))].map(([id]) => id);
    return [{ place: `${path}:${lineAt(text, match.index)}`, title, rules }];
  });
}

/** What is missing on either side. */
export function specProblems(rules: ReturnType<typeof rulesOf>, tests: readonly TitledTest[]): string[] {
  const tested = new Set(tests.flatMap((each) => each.rules));
  const untested = [...rules].filter(([id, { later }]) => !later && !tested.has(id));
  const twice = [...rules].filter(([, rule]) => rule.twice);
  return [
    ...(rules.size === 0
      ? [`${SPEC} has no rules: a rule begins a line or a list item with its id, like **O1**`]
      : []),
    ...twice.map(([id, { line }]) => `${SPEC}:${line} ${id} is already the name of another rule`),
    ...untested.map(
      ([id, { line }]) => `${SPEC}:${line} ${id} has no test: begin the title of one with "${id}"`,
    ),
    ...tests.flatMap(({ place, title, rules: named }) =>
      named
        .filter((id) => !rules.has(id))
        .map((id) => `${place} "${title}" names ${id}, which ${SPEC} does not have`),
    ),
  ];
}

/** Test files, and the contract suites in `testing/` that a test file of any package brings to life. */
function withSuites(sources: readonly SourceFile[]): SourceFile[] {
  const manifest: Manifest = { exports: { './*': './src/*.ts' } };
  const folders = new Set(sources.map(({ path }) => path.split('/').slice(0, 2).join('/')));
  const graph = moduleGraph(sources, new Map([...folders].map((folder) => [folder, manifest])));
  const alive = new Set<string>();
  const visit = (path: string) => {
    if (alive.has(path)) return;
    alive.add(path);
    for (const { target } of graph.get(path) ?? []) if (target?.includes('/src/testing/')) visit(target);
  };
  const inScope = sources.filter(({ path }) => /^(?:packages|e2e)\//.test(path));
  for (const { path } of inScope) if (isTest(path)) visit(path);
  return inScope.filter(({ path }) => alive.has(path));
}
