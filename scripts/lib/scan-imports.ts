import { codeOnly } from './code-only.ts';
import { lineAt } from './repo.ts';

/** One import, re-export or dynamic import, type-only ones included, with its 1-based line. */
export interface FoundImport {
  readonly specifier: string;
  readonly line: number;
}

const FORMS = [
  // import a, { b } from '…', import type …, export * from '…', export type { … } from '…'
  /(?<![.\w$])(?:import|export)\b[\w$*{},\s]*?\bfrom\s*(["'])( *)\1/g,
  // import '…'
  /(?<![.\w$])import\s*(["'])( *)\1/g,
  // import('…'), also as a type
  /(?<![.\w$])import\s*\(\s*(["'`])( *)\1/g,
];

/** Everything a script imports by a literal name, in the order of its lines. */
export function scanImports(text: string): FoundImport[] {
  const code = codeOnly(text);
  const found = FORMS.flatMap((form) =>
    [...code.matchAll(form)].map((match) => {
      const end = match.index + match[0].length - 1;
      return { specifier: text.slice(end - (match[2]?.length ?? 0), end), offset: end };
    }),
  );
  return found
    .sort((a, b) => a.offset - b.offset)
    .map(({ specifier, offset }) => ({ specifier, line: lineAt(text, offset) }));
}
