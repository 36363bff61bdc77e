import { expect, test } from 'bun:test';
import { parseClosingLine } from '../../scripts/lib/counts.ts';
import { closingLines } from './closing-line.ts';

test('a run in which scenarios broke closes with a line that is read like any other, and names them', () => {
  const lines = closingLines(11, ['storm', 'cold']).join('\n');
  expect(lines).toContain('storm, cold');
  expect(parseClosingLine(`${lines}\n`, 1)).toEqual({ passed: 9, failed: 2 });
  expect(parseClosingLine(`${closingLines(11, []).join('\n')}\n`, 0)).toEqual({ passed: 11, failed: 0 });
});
