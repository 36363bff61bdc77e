import { expect, test } from 'bun:test';
import type { ViewComment } from '@imagechat/client/api';
import { inAnswers } from './in-answers.ts';

const comments = (...pairs: readonly [id: string, replyTo?: string][]): ViewComment[] =>
  pairs.map(([id, replyTo], at) => ({
    ...{ id, seq: at + 1, by: 'a', name: 'Ada', text: id, createdAt: 0, editedAt: null, pending: false },
    ...(replyTo === undefined ? {} : { replyTo, depth: 1 }),
  }));
const order = (...pairs: readonly [id: string, replyTo?: string][]): string =>
  inAnswers(comments(...pairs))
    .map(({ id }) => id)
    .join(' ');

test('answers stand under what they answer, in the order they came', () => {
  expect(order(['a'], ['b'], ['a1', 'a'], ['b1', 'b'], ['a2', 'a'], ['a1x', 'a1'])).toBe('a a1 a1x a2 b b1');
});

test('an answer to what is gone, or not loaded, keeps its own place', () => {
  expect(order(['x', 'gone'], ['b'], ['x1', 'x'])).toBe('x x1 b');
});

test('without answers nothing is made anew', () => {
  const flat = comments(['a'], ['b']);
  expect(inAnswers(flat)).toBe(flat);
});
