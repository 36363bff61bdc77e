import { lineAt } from '../lib/repo.ts';

const DECLARATION =
  /^export (?:declare |abstract |async )*(function\*?|class|const enum|const|let|interface|type|enum) ?\*? ?([\w$]+)/gm;
const LIST = /^export (?:type )?\{[^}]*\}(?!\s*from)/gm;

/**
 * Exported names without a doc comment. Overloads share the first one's; names passed on from another file have
 * theirs there.
 * @param code the same text with comments and strings blanked
 */
export function undocumentedExports(text: string, code: string): { line: number; says: string }[] {
  const found: { line: number; says: string }[] = [];
  let previous = '';
  for (const match of code.matchAll(DECLARATION)) {
    const [, kind = '', name = ''] = match;
    const overload = kind === 'function' && name === previous;
    previous = name;
    if (!overload && !hasDocComment(text.slice(0, match.index))) {
      found.push({ line: lineAt(text, match.index), says: `${name} is exported without a doc comment` });
    }
  }
  for (const { index } of code.matchAll(LIST)) {
    found.push({
      line: lineAt(text, index),
      says: 'export a name where it is declared, under its doc comment',
    });
  }
  return found.sort((a, b) => a.line - b.line);
}

/** Whether what stands above ends with a doc comment; a note to the linter may stand between. */
function hasDocComment(above: string): boolean {
  const text = above.replace(/(?:\s*\/\/ biome-ignore[^\n]*)+\s*$/, '').trimEnd();
  if (!text.endsWith('*/')) return false;
  return text.startsWith('/**', text.lastIndexOf('/*'));
}
