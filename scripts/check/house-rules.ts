import { codeOnly } from '../lib/code-only.ts';
import { type SourceFile, isForTests, isTest, lineAt, readSources, readStyles } from '../lib/repo.ts';
import { undocumentedExports } from './doc-comments.ts';
import type { Step } from './step.ts';

const MAX_LINES = 400;

interface Rule {
  readonly pattern: RegExp;
  readonly says: string;
  applies(path: string): boolean;
  /** Whether comments count too; elsewhere only code does. */
  readonly inComments?: boolean;
}

/** Packages whose time and chance come in as arguments. */
const DETERMINISTIC = /^packages\/(?:protocol|core|client|simulation)\/src\//;

const RULES: readonly Rule[] = [
  {
    pattern: /@ts-(?:ignore|nocheck)\b/g,
    says: 'the compiler is not silenced',
    applies: () => true,
    inComments: true,
  },
  {
    pattern: /\b(?:test|it|describe)\s*\.\s*(?:skip|only|todo|failing|if|skipIf|todoIf)\b/g,
    says: 'every test runs, everywhere',
    applies: isTest,
  },
  {
    pattern:
      /\bnew Promise\b[^;]{0,120}\bsetTimeout\s*\(|\bBun\s*\.\s*sleep(?:Sync)?\s*\(|\bwaitForTimeout\s*\(/g,
    says: 'tests do not sleep: wait for a condition or move a fake clock',
    applies: isTest,
  },
  {
    pattern: /\bDate\s*\.\s*now\s*\(|\bnew Date\s*\(\s*\)|\bMath\s*\.\s*random\s*\(/g,
    says: 'time and chance come in as arguments',
    applies: (path) => DETERMINISTIC.test(path) && !isForTests(path) && !path.endsWith('/main.ts'),
  },
];

/** What no linter knows of DESIGN's house rules: lengths, tests that hide, sleeps, doc comments. */
export const houseRules: Step = {
  name: 'house rules',
  async run() {
    const [sources, styles] = await Promise.all([readSources(), readStyles()]);
    const problems = [...sources.flatMap(houseProblems), ...styles.flatMap(tooLong)];
    return { problems, note: `${sources.length + styles.length} files` };
  },
};

/** What is wrong with one file. */
export function houseProblems(file: SourceFile): string[] {
  const { path, text } = file;
  const code = codeOnly(text);
  const problems = tooLong(file);
  for (const rule of RULES.filter(({ applies }) => applies(path))) {
    const searched = rule.inComments ? text : code;
    for (const { index } of searched.matchAll(rule.pattern)) {
      problems.push(`${path}:${lineAt(text, index)}: ${rule.says}`);
    }
  }
  if (/^packages\/[^/]+\/src\//.test(path) && !isTest(path)) {
    for (const { line, says } of undocumentedExports(text, code)) problems.push(`${path}:${line}: ${says}`);
  }
  return problems;
}

function tooLong({ path, text }: SourceFile): string[] {
  const lines = text.trimEnd().split('\n').length;
  return lines > MAX_LINES ? [`${path}: ${lines} lines, ${MAX_LINES} is the most`] : [];
}
