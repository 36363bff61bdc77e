import { expect, test } from 'bun:test';
import { KeptDrafts } from './kept-drafts.ts';

function storing(first: Record<string, string> = {}) {
  const kept = new Map(Object.entries(first));
  const writes: string[] = [];
  return {
    writes,
    get: (key: string) => kept.get(key) ?? null,
    set(key: string, value: string) {
      writes.push(value);
      kept.set(key, value);
    },
  };
}

test('texts and the new one’s place are there again', () => {
  const store = storing();
  const place = { x: 12.5, y: 80 };
  new KeptDrafts(store, 'it').write(
    new Map([
      ['', { text: 'New here', place }],
      ['c1', { text: 'An answer' }],
    ]),
  );
  expect([...new KeptDrafts(store, 'it').read()]).toEqual([
    ['', { text: 'New here', place }],
    ['c1', { text: 'An answer' }],
  ]);
  expect(new KeptDrafts(store, 'another').read().size).toBe(0);
});

test('nothing is written that is there already, and what other tabs keep stays', () => {
  const store = storing();
  const [one, two] = [new KeptDrafts(store, 'it'), new KeptDrafts(store, 'it')];
  one.write(new Map([['c1', { text: 'a' }]]));
  one.write(new Map([['c1', { text: 'a' }]]));
  expect(store.writes).toHaveLength(1);
  two.write(new Map([['c2', { text: 'b' }]]));
  one.write(new Map());
  expect([...one.read()]).toEqual([['c2', { text: 'b' }]]);
});

test('who is mentioned in a text is there again, too', () => {
  const store = storing();
  const draft = { text: 'Look, @Bea Lund', mentions: [{ id: 'b1', name: 'Bea Lund' }] };
  new KeptDrafts(store, 'it').write(new Map([['c1', draft]]));
  expect([...new KeptDrafts(store, 'it').read()]).toEqual([['c1', draft]]);
});

test('the twenty last ones are kept', () => {
  const store = storing();
  const many = new Map(Array.from({ length: 25 }, (_, at) => [`c${at}`, { text: 'a' }]));
  new KeptDrafts(store, 'it').write(many);
  expect([...new KeptDrafts(store, 'it').read().keys()].at(0)).toBe('c5');
});

test('what something else wrote there is not believed', () => {
  const drafts = [
    '{"text":7}',
    '{"text":"a","place":{"x":"1"}}',
    '{"text":"a","mentions":7}',
    '{"text":"a","mentions":[null]}',
    '{"text":"a","mentions":[{"id":"b1"}]}',
  ];
  for (const text of ['{', '7', '[["c1"]]', ...drafts.map((draft) => `[["c1",${draft}]]`)])
    expect(new KeptDrafts(storing({ it: text }), 'it').read().size).toBe(0);
});
