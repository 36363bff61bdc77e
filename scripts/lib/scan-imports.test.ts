import { expect, test } from 'bun:test';
import { codeOnly } from './code-only.ts';
import { readSources } from './repo.ts';
import { scanImports } from './scan-imports.ts';

const names = (text: string) => scanImports(text).map(({ specifier }) => specifier);

test('finds every form of import, type-only ones included', () => {
  const text = `
    import a from 'a';
    import type { B } from "b";
    import { type C,
      d as e } from './c.ts';
    import * as f from 'f'; import 'g';
    export * from 'h';
    export type { I } from 'i';
    const j = await import('j');
    type K = import('k').K;
    type L = typeof import(\`l\`);
    import{m}from'm';
  `;
  expect(names(text)).toEqual(['a', 'b', './c.ts', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm']);
  expect(scanImports(text)[2]).toEqual({ specifier: './c.ts', line: 5 });
});

test('is not fooled by comments, strings, templates and regular expressions', () => {
  const text = `
    // import a from 'a';
    /* import b from 'b'; */
    const c = "import c from 'c'";
    const d = \`import d from 'd' \${"import('e')"} \${\`\${await import('real')}\`} import 'f'\`;
    const g = /import ["'] from '[/']g'/.test(x) / 2; import h from 'h';
    object.import('i'); const from = 'j'; export const k = { from: 'l' };
    it's /* in JSX text */ <p>don't</p>
    import m from 'm';
  `;
  expect(names(text)).toEqual(['real', 'h', 'm']);
});

test('sees at least what Bun sees in each of our own files', async () => {
  const sources = await readSources();
  expect(sources.length).toBeGreaterThan(10);
  for (const { path, text } of sources) {
    const transpiler = new Bun.Transpiler({ loader: path.endsWith('x') ? 'tsx' : 'ts' });
    // For JSX Bun adds calls of require that nobody wrote; our own files are modules.
    const seenByBun = transpiler
      .scanImports(text.replace(/^#!.*/, ''))
      .filter(({ kind }) => kind !== 'require-call')
      .map((found) => found.path);
    expect({ path, names: names(text) }).toEqual({ path, names: expect.arrayContaining(seenByBun) });
  }
});

test('masking keeps length and line breaks', () => {
  const text = `const a = 'b\\'c'; // d
const e = \`f\${'g'}\`; /* h
 i */ x / y / z`;
  expect(codeOnly(text)).toBe(`const a = '    ';     
const e = \` \${' '}\`;     
      x / y / z`);
});
