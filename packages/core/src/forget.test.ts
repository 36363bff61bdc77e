import { expect, test } from 'bun:test';
import { personIn, withoutPerson } from './forget.ts';

const ADA = { id: 'demo:ada', names: new Set(['Ada Lovelace', 'Ada']) };

test('L1 a comment goes on without the marks and mentions of somebody, and nothing else of it changes', () => {
  const comment = {
    id: 'm1',
    by: 'bob',
    name: 'Bob',
    text: '**Hi** @Ada Lovelace and @Adam, see @Ada',
    body: [
      {
        t: 'p',
        c: [
          { t: 'b', c: ['Hi'] },
          ' ',
          { t: 'at', id: 'demo:ada', name: 'Ada Lovelace' },
          ' and @Adam, see ',
          { t: 'at', id: 'demo:ada', name: 'Ada' },
          { t: 'a', href: 'https://example.com/@Ada', c: ['demo:ada'] },
          { t: 'at', id: 'cy', name: 'Cy' },
        ],
      },
    ],
    reactions: [
      { emoji: '👍', by: ['cy', 'demo:ada'] },
      { emoji: '🎉', by: ['demo:ada'] },
    ],
  };
  const person = personIn(comment, 'demo:ada');
  expect(person).toEqual(ADA);
  expect(withoutPerson(comment, person)).toEqual({
    ...{ id: 'm1', by: 'bob', name: 'Bob', text: '**Hi** @… and @Adam, see @…' },
    body: [
      {
        t: 'p',
        c: [
          { t: 'b', c: ['Hi'] },
          ' @… and @Adam, see @…',
          { t: 'a', href: 'https://example.com/@Ada', c: ['demo:ada'] },
          { t: 'at', id: 'cy', name: 'Cy' },
        ],
      },
    ],
    reactions: [{ emoji: '👍', by: ['cy'] }],
  });
  const { reactions: _, ...unmarked } = comment;
  const marked = { ...unmarked, reactions: [{ emoji: '🎉', by: ['demo:ada'] }] };
  expect(withoutPerson(marked, person)).not.toHaveProperty('reactions');
});

test('L1 an event keeps number, kind and what it is about, whoever is forgotten in it', () => {
  const kept = { seq: 7, broadcastId: 'b', at: 1, type: 'image-chat-updated', id: 'c1' };
  const moved = { ...kept, by: 'demo:ada', name: 'Ada', avatar: 'key', change: 'moved', x: 1, y: 2 };
  expect(withoutPerson(moved, ADA)).toEqual({
    ...{ ...kept, by: '', name: '', change: 'moved', x: 1, y: 2 },
  } as never);
  const approved = {
    ...{ ...kept, by: 'mod', name: 'Mo', avatar: 'hers', change: 'comment-approved' },
    comment: { id: 'm2', by: 'demo:ada', name: 'Ada', avatar: 'key', text: '' },
    veil: { public: 'started', authors: { 'demo:ada': 'whole', bob: 'bare' }, wordsFor: 'demo:ada' },
  };
  expect(withoutPerson(approved, ADA)).toEqual({
    ...{ ...kept, by: 'mod', name: 'Mo', avatar: 'hers', change: 'comment-approved' },
    comment: { id: 'm2', by: '', name: '', text: '' },
    veil: { public: 'started', authors: { bob: 'bare' }, wordsFor: '' },
  } as never);
});

test('L1 the line of a comment that mentions somebody loses the name, also where it was cut in it', () => {
  const opening = (line: string, commentId = 'm1') => ({
    opening: { commentId, by: 'bob', name: 'Bob', line },
  });
  const cut = `${'x'.repeat(73)} @Ada L`;
  expect([...cut]).toHaveLength(80);
  expect(withoutPerson(opening(cut), ADA)).toEqual(opening(`${'x'.repeat(73)} @…`));
  expect(withoutPerson(opening('@Ada Lovelace, look'), ADA)).toEqual(opening('@…, look'));
  // Where that is known to be only a word, it stays one.
  const lines = new Map([['m9', '@Ada, look']]);
  expect(withoutPerson(opening('@Ada, look', 'm9'), { ...ADA, lines })).toEqual(opening('@Ada, look', 'm9'));
});

test('names that are a prototype’s are names like others', () => {
  const authors = JSON.parse('{"__proto__":"whole","constructor":"bare"}') as object;
  const left = withoutPerson({ veil: { authors } }, { ...ADA, id: '__proto__' });
  expect(JSON.stringify(left)).toBe('{"veil":{"authors":{"constructor":"bare"}}}');
});
