import { expect, test } from 'bun:test';
import { houseProblems } from './house-rules.ts';

const problemsOf = (path: string, text: string) => houseProblems({ path, text });
const inCore = (text: string) => problemsOf('packages/core/src/a.ts', text);
const inTest = (text: string) => problemsOf('packages/core/src/a.test.ts', text);

test('a file has at most 400 lines', () => {
  expect(problemsOf('e2e/a.ts', 'a;\n'.repeat(400))).toEqual([]);
  expect(problemsOf('e2e/a.ts', 'a;\n'.repeat(401))).toEqual(['e2e/a.ts: 401 lines, 400 is the most']);
});

test('the compiler is not silenced', () => {
  expect(inCore(`\n// @ts-${'ignore'}`)).toEqual(['packages/core/src/a.ts:2: the compiler is not silenced']);
});

test('tests do not hide', () => {
  for (const way of ['skip', 'only', 'todo', 'skipIf(true)', 'if(x)', 'failing']) {
    expect(inTest(`test.${way}('a', f);`)).toEqual([
      'packages/core/src/a.test.ts:1: every test runs, everywhere',
    ]);
  }
  expect(inTest("test.each([1])('test.only', f); items.only();")).toEqual([]);
});

test('tests do not sleep', () => {
  const sleeps = [
    'await new Promise((resolve) => setTimeout(resolve, 50));',
    'await new Promise<void>((r) => {\n  setTimeout(r, 50);\n});',
    'await Bun.sleep(1);',
    'await page.waitForTimeout(100);',
  ];
  for (const text of sleeps) expect(inTest(text)).toHaveLength(1);
  expect(
    inTest(
      'await until(() => seen); clock.setTimeout(f, 5); new Promise((r) => (go = r)); f(); setTimeout(g);',
    ),
  ).toEqual([]);
});

test('time and chance come in as arguments', () => {
  for (const text of ['const a = Date.now();', 'const a = new Date();', 'const a = Math.random();']) {
    expect(inCore(text)).toEqual(['packages/core/src/a.ts:1: time and chance come in as arguments']);
    expect(problemsOf('packages/server/src/a.ts', text)).toEqual([]);
    expect(inTest(text)).toEqual([]);
  }
  expect(inCore('const a = new Date(at); // Date.now()')).toEqual([]);
});

test('exported names have a doc comment', () => {
  const bare = [
    'function a() {}',
    'const a = 1;',
    'type a = 1;',
    'interface a {}',
    'class a {}',
    'async function a() {}',
    'abstract class a {}',
  ];
  for (const text of bare) {
    const says = ['packages/core/src/a.ts:2: a is exported without a doc comment'];
    expect(inCore(`\nexport ${text}`)).toEqual(says);
    expect(inCore(`/* note */\nexport ${text}`)).toEqual(says);
    expect(inCore(`// note\nexport ${text}`)).toEqual(says);
    expect(inCore(`/** What it is. */\nexport ${text}`)).toEqual([]);
    expect(inCore(`/**\n * What it is.\n */\n// biome-ignore lint/a: b\nexport ${text}`)).toEqual([]);
  }
  expect(
    inCore(
      '/** A. */\nexport function a(b: 1): 1;\nexport function a(b: 2): 2;\nexport function a(b: 1 | 2) {}',
    ),
  ).toEqual([]);
  expect(inCore("export { a } from './b.ts'; export type { C } from './c.ts';")).toEqual([]);
  expect(inCore('const a = 1;\nexport { a };')).toEqual([
    'packages/core/src/a.ts:2: export a name where it is declared, under its doc comment',
  ]);
});
