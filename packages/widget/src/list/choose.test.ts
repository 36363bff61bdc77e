import { describe, expect, test } from 'bun:test';
import type { ViewConversation } from '@imagechat/client/api';
import { type Wanted, choose } from './choose.ts';

const conversation = (id: string, more: Partial<ViewConversation> = {}): ViewConversation => ({
  id,
  x: 50,
  y: 50,
  placeSeq: 1,
  resolved: false,
  by: 'ben',
  name: 'Ben',
  createdAt: 1,
  count: 1,
  latestSeq: 1,
  opening: { commentId: `${id}-1`, by: 'ben', name: 'Ben', line: `Line of ${id}` },
  pending: false,
  ...more,
});

const all = [
  conversation('a', { createdAt: 1, latestSeq: 9, y: 80 }),
  conversation('b', { createdAt: 2, latestSeq: 3, y: 10, resolved: true }),
  conversation('c', { createdAt: 3, latestSeq: 5, y: 40, by: 'me', name: 'Zoë Café' }),
];

function ids(wanted: Partial<Wanted>): string {
  const chosen = choose(
    all,
    { filter: 'all', order: 'newest', words: '', ...wanted },
    { me: 'me', isUnread: ({ id }) => id === 'b' },
  );
  return chosen.map(({ id }) => id).join('');
}

describe('choose', () => {
  test('orders by newest activity, by age and by place', () => {
    expect(ids({})).toBe('acb');
    expect(ids({ order: 'oldest' })).toBe('abc');
    expect(ids({ order: 'byPlace' })).toBe('bca');
  });
  test('filters', () => {
    expect(ids({ filter: 'open' })).toBe('ac');
    expect(ids({ filter: 'resolved' })).toBe('b');
    expect(ids({ filter: 'mine' })).toBe('c');
    expect(ids({ filter: 'unread' })).toBe('b');
  });
  test('finds words in names and first lines, without accents and capitals, all of them', () => {
    expect(ids({ words: 'cafe' })).toBe('c');
    expect(ids({ words: '  ZOE  line ' })).toBe('c');
    expect(ids({ words: 'nobody' })).toBe('');
  });
  test('a conversation without a first comment is listed, and does not stand in the way', () => {
    const bare = conversation('bare', { opening: null, name: '' });
    const found = choose(
      [bare],
      { filter: 'all', order: 'newest', words: '' },
      { me: '', isUnread: () => false },
    );
    expect(found).toEqual([bare]);
  });
});
