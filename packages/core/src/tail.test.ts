import { expect, test } from 'bun:test';
import { type FullEvent, factOf } from '@imagechat/protocol/catalog';
import { PUBLIC } from './eyes.ts';
import { Tail } from './tail.ts';
import { add, create, freshId } from './testing/builders.ts';

const stamp = (seq: number) => ({ seq, broadcastId: freshId(), at: 1, by: 'ada', name: 'Ada' });
const start = create();

function tailOf(events: readonly FullEvent[], limits = { tailEvents: 10, tailLength: 10_000 }): Tail {
  const tail = new Tail(limits);
  for (const event of events) tail.push(event);
  return tail;
}

const seqs = (tail: Tail, seq: number) =>
  tail.after(seq, PUBLIC)?.map((json) => (JSON.parse(json) as FullEvent).seq);

test('R1: it answers exactly what came after a seq, or nothing at all', () => {
  const tail = tailOf([5, 6, 7].map((seq) => factOf(add(start.id), stamp(seq))));
  expect(seqs(tail, 5)).toEqual([6, 7]);
  expect(seqs(tail, 4)).toEqual([5, 6, 7]);
  expect(seqs(tail, 7)).toEqual([]);
  expect(seqs(tail, 3)).toBeUndefined();
  expect(new Tail({ tailEvents: 1, tailLength: 1 }).after(0, PUBLIC)).toBeUndefined();
});

test('it is bounded in events and in length', () => {
  const events = Array.from({ length: 20 }, (_, at) => factOf(add(start.id), stamp(at + 1)));
  expect(seqs(tailOf(events), 10)).toHaveLength(10);
  expect(seqs(tailOf(events), 9)).toBeUndefined();
  expect(seqs(tailOf(events, { tailEvents: 99, tailLength: 1000 }), 15)).toBeUndefined();
});

test('L1: what was deleted is not caught up from memory: its text is emptied, its number stays', () => {
  const [secret, other] = [add(start.id, 'a secret'), add(start.id, 'stays')];
  const tail = tailOf([
    factOf(secret, stamp(1)),
    factOf(other, stamp(2)),
    factOf({ ...secret, type: 'delete-comment', broadcastId: freshId() }, stamp(3)),
  ]);
  const kept = tail.after(0, PUBLIC)?.join('') ?? '';
  expect(kept).not.toContain('a secret');
  expect(kept).toContain('stays');
  expect(seqs(tail, 0)).toEqual([1, 2, 3]);
  tail.push(factOf({ type: 'delete-conversation', broadcastId: freshId(), id: start.id }, stamp(4)));
  expect(tail.after(0, PUBLIC)?.join('')).not.toContain('stays');
});
