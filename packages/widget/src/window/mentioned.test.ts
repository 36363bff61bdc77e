import { expect, test } from 'bun:test';
import { type People, meet, mentionsIn } from './mentioned.ts';

test('a text mentions those whose names stand in it after an @, and no others', () => {
  const people: People = new Map();
  meet(people, [
    { t: 'p', c: ['Hello ', { t: 'b', c: [{ t: 'at', id: 'a', name: 'Ada Lee' }] }] },
    { t: 'ul', c: [[{ t: 'p', c: [{ t: 'at', id: 'b', name: 'Ben' }] }]] },
  ]);
  expect(mentionsIn('@Ada Lee, have you seen Ben?', people)).toEqual({
    mentions: [{ id: 'a', name: 'Ada Lee' }],
  });
  expect(mentionsIn('nobody', people)).toEqual({});
  meet(people, undefined);
  expect(people.size).toBe(2);
});

test('never more than a text may mention', () => {
  const people: People = new Map(
    Array.from({ length: 12 }, (_, n) => [`P${n}`, { id: `${n}`, name: `P${n}` }]),
  );
  const text = [...people.keys()].map((name) => `@${name}`).join(' ');
  expect(mentionsIn(text, people).mentions).toHaveLength(10);
});
