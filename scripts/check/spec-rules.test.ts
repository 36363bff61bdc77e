import { expect, test } from 'bun:test';
import { rulesOf, specProblems, titledTests } from './spec-rules.ts';

const titles = (text: string) => titledTests({ path: 'a.test.ts', text });

test('a rule begins a line or a list item with its id', () => {
  const spec = [
    '**O1** one',
    '- **R3a** two',
    '  * **AB12** three',
    '1. **T1** (later) four',
    'see **S1** here',
    '**not** O2',
  ];
  expect([...rulesOf(spec.join('\n'))].map(([id, { line, later }]) => [id, line, later])).toEqual([
    ['O1', 1, false],
    ['R3a', 2, false],
    ['AB12', 3, false],
    ['T1', 4, true],
  ]);
});

test('a test names rules at the beginning of its title', () => {
  const text = `
    test('O1 numbers follow', f);
    it("R1, R3: no holes", f);
    test(
      \`O2/S1 twice\`, f);
    test.each([[1, f(2)]])('A1: %p', f);
    test('I see O1 and B2', f);
    describe('T1 group', f);
    test('C0ffee', f);
  `;
  expect(titles(text).map(({ place, rules }) => [place, rules.join()])).toEqual([
    ['a.test.ts:2', 'O1'],
    ['a.test.ts:3', 'R1,R3'],
    ['a.test.ts:4', 'O2,S1'],
    ['a.test.ts:6', 'A1'],
  ]);
});

test('lists rules without a test, tests without a rule, and ids used twice', () => {
  const rules = rulesOf('**O1** a\n**O2** b\n**O3** (later) c\n**O4** d\n**O4** e');
  expect(specProblems(rules, titles("test('O1, O4 x', f);\ntest('Z9 y', f);"))).toEqual([
    'packages/protocol/SPEC.md:5 O4 is already the name of another rule',
    'packages/protocol/SPEC.md:2 O2 has no test: begin the title of one with "O2"',
    'a.test.ts:2 "Z9 y" names Z9, which packages/protocol/SPEC.md does not have',
  ]);
  expect(specProblems(rulesOf('no rules'), [])).toHaveLength(1);
});
