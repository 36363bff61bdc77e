import { describe, expect, test } from 'bun:test';
import { ReadMarks } from './read-marks.ts';

function store(first?: string) {
  const kept = new Map<string, string>(first === undefined ? [] : [['k', first]]);
  return {
    kept,
    get: (key: string) => kept.get(key) ?? null,
    set: (key: string, value: string) => void kept.set(key, value),
  };
}

const at = (id: string, latestSeq: number) => ({ id, latestSeq });

describe('ReadMarks', () => {
  test('at the first look nothing is unread; what comes later is', () => {
    const marks = new ReadMarks(store(), 'k');
    marks.begin([at('a', 3), at('b', 7)]);
    expect(marks.isUnread(at('a', 3))).toBe(false);
    expect(marks.isUnread(at('a', 8))).toBe(true);
    expect(marks.isUnread(at('new', 9))).toBe(true);
  });
  test('a look marks one conversation, and the browser remembers', () => {
    const memory = store();
    const first = new ReadMarks(memory, 'k');
    first.begin([at('a', 3)]);
    first.mark(at('a', 8));
    const later = new ReadMarks(memory, 'k');
    later.begin([at('a', 8), at('b', 9)]);
    expect(later.isUnread(at('a', 8))).toBe(false);
    expect(later.isUnread(at('a', 10))).toBe(true);
    expect(later.isUnread(at('b', 9))).toBe(true);
  });
  test('a log that began anew does not hide everything', () => {
    const marks = new ReadMarks(store('[100]'), 'k');
    marks.begin([at('a', 2)]);
    expect(marks.isUnread(at('a', 3))).toBe(true);
  });
  test('what is stored may be anything', () => {
    for (const text of ['', '{}', 'null', '["x"]', '[1,2,["a"],["b","c"]]']) {
      const marks = new ReadMarks(store(text), 'k');
      marks.begin([at('a', 2)]);
      expect(marks.isUnread(at('a', 3))).toBe(true);
    }
  });
  test('before the first snapshot nothing is known', () => {
    expect(new ReadMarks(store(), 'k').isUnread(at('a', 5))).toBe(false);
  });
});
