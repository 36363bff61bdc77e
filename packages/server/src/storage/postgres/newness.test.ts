import { expect, test } from 'bun:test';
import { add, create, freshId, submission } from '@imagechat/core/testing/builders';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { Gatherer } from '../gather.ts';
import { NO_KEYS } from '../query.ts';
import { Newness } from './newness.ts';
import { PostgresStorage } from './storage.ts';

const world = await postgresWorld();

test('what a group brings is new until something was not; then some are looked up', () => {
  const newness = new Newness();
  expect([newness.ofGroup(), newness.ofGroup()]).toEqual([true, true]);
  newness.mistaken();
  const next = Array.from({ length: 100 }, () => newness.ofGroup());
  expect(next.slice(0, 10)).not.toContain(true);
  expect(next.at(-1)).toBe(true);
  expect(next.lastIndexOf(false)).toBe(next.indexOf(true) - 1);
});

test('of new conversations nothing is looked up; of what is said in old ones, those', () => {
  const start = create();
  const creations = new Gatherer('e1', [submission(start), submission(create())]);
  expect(creations.keys(true)).toEqual({
    conversations: NO_KEYS,
    comments: NO_KEYS,
    answers: NO_KEYS,
    people: NO_KEYS,
  });
  const comment = add(start.id);
  const comments = new Gatherer('e1', [submission(comment)]);
  expect(JSON.parse(comments.keys(true).conversations)).toEqual([['demo', start.id]]);
  expect(comments.keys(true).comments).toBe(NO_KEYS);
  expect(JSON.parse(comments.keys().comments)).toEqual([['demo', comment.comment.id]]);
});

test('O2: what was done before is answered as it was, though it was taken to be new, whether it would be refused now or done twice', async () => {
  const { database, tables } = await world.database();
  const fresh = () => new PostgresStorage({ database, tables, epoch: 'e1', now: Date.now });
  const first = fresh();
  const start = create();
  const comment = add(start.id);
  const gone = {
    type: 'delete-comment',
    broadcastId: freshId(),
    id: start.id,
    comment: { id: comment.comment.id },
  } as const;
  const all = [start, comment, gone].map((operation) => submission(operation));
  const answers = (await first.submit(all)).map((outcome) => outcome.accepted && outcome.cursor.seq);
  expect(answers).toEqual([1, 2, 3]);
  // Each to a storage that takes all to be new: the last one finds nothing to delete any more.
  for (const [at, each] of all.entries()) {
    const [again] = await fresh().submit([each]);
    expect(again).toMatchObject({ accepted: true, cursor: { seq: at + 1 } });
  }
  // Beside others that are new, and an id that somebody took.
  const taken = submission({ ...create(), id: start.id });
  const outcomes = await fresh().submit([submission(create()), ...all, taken, submission(create())]);
  expect(outcomes.map((outcome) => (outcome.accepted ? outcome.cursor.seq : outcome.refusal.code))).toEqual([
    4,
    1,
    2,
    3,
    'id-taken',
    5,
  ]);
  await first.close();
});
