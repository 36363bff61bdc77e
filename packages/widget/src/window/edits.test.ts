import { expect, test } from 'bun:test';
import type { ViewComment } from '@imagechat/client/api';
import { Edits } from './edits.ts';

const comment = (id: string, seq: number): ViewComment => ({
  id,
  seq,
  text: 'before',
  by: 'ann',
  name: 'Ann',
  createdAt: seq,
  editedAt: null,
  pending: false,
});

test('a change is kept until it is dropped, and taken out once, when its comment is gone', () => {
  const edits = new Edits();
  const [one, two] = [comment('1', 1), comment('2', 2)];
  edits.write('c', one, 'One, changed');
  edits.write('c', two, 'Two, changed');
  edits.write('other', comment('3', 3), 'Elsewhere');
  expect(edits.textOf('1')).toBe('One, changed');
  expect(edits.takeLost('c', [one, two], () => true)).toEqual([]);
  // Not loaded is not deleted.
  expect(edits.takeLost('c', [two], (seq) => seq > 1)).toEqual([]);
  expect(edits.takeLost('c', [two], () => true)).toEqual(['One, changed']);
  expect(edits.takeLost('c', [two], () => true)).toEqual([]);
  edits.drop('2');
  expect(edits.textOf('2')).toBeUndefined();
  expect(edits.textOf('3')).toBe('Elsewhere');
});
