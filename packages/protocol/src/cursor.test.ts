import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { formatCursor, parseCursor, sameCursor } from './cursor.ts';

test('N1: a cursor comes back from its text as it was', () => {
  const epoch = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
  fc.assert(
    fc.property(epoch, fc.maxSafeNat(), (name, seq) => {
      const cursor = { epoch: name, seq };
      const back = parseCursor(formatCursor(cursor));
      expect(back).toEqual(cursor);
      expect(back && sameCursor(back, cursor)).toBe(true);
    }),
  );
});

test('what is no cursor is none', () => {
  for (const text of [
    '',
    'a',
    'a.',
    '.1',
    'a.-1',
    'a.01',
    'a.1.5',
    'a.1e3',
    'a b.1',
    'a.9007199254740992',
    'a.1\n',
    '"a.1"',
  ]) {
    expect(parseCursor(text)).toBeUndefined();
  }
});

test('cursors differ in the life of the log or in the number', () => {
  const here = { epoch: 'a', seq: 1 };
  expect(sameCursor(here, { epoch: 'a', seq: 2 })).toBe(false);
  expect(sameCursor(here, { epoch: 'b', seq: 1 })).toBe(false);
});
