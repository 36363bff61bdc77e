import { expect, test } from 'bun:test';
import { enPicture } from '../text/en.ts';
import { enWindow } from '../text/en-window.ts';
import { createSay } from '../text/say.ts';
import { region, spokenName } from './spoken-name.ts';

const say = createSay({ ...enPicture, ...enWindow }, 'en');
const conversation = {
  id: 'c',
  x: 12,
  y: 20,
  placeSeq: 1,
  resolved: false,
  by: 'a',
  name: 'Nadia Brandt',
  createdAt: 0,
  count: 4,
  latestSeq: 4,
  opening: { commentId: 'm', by: 'a', name: 'Nadia Brandt', line: 'Is this right?' },
  pending: false,
};

test('says who, what, how many replies, what is special, where', () => {
  expect(spokenName(say, conversation, true)).toBe(
    'Nadia Brandt: Is this right?, 3 replies, unread, upper left',
  );
  expect(spokenName(say, { ...conversation, count: 1, resolved: true, x: 50, y: 50 }, false)).toBe(
    'Nadia Brandt: Is this right?, no replies yet, Resolved, middle',
  );
});

test('a conversation without name or first comment has a name all the same', () => {
  expect(spokenName(say, { ...conversation, name: '', opening: null, count: 0 }, false)).toBe(
    'Someone, no replies yet, upper left',
  );
});

test('every ninth of the picture has its words', () => {
  const at = (x: number, y: number) => region(say, { x, y });
  expect([at(0, 0), at(50, 0), at(100, 0)]).toEqual(['upper left', 'top', 'upper right']);
  expect([at(10, 50), at(34, 66), at(67, 50)]).toEqual(['left', 'middle', 'right']);
  expect([at(0, 100), at(50, 99), at(100, 100)]).toEqual(['lower left', 'bottom', 'lower right']);
});
