import { expect, test } from 'bun:test';
import { PUBLIC } from '../../eyes.ts';
import type { Storage } from '../../ports/storage.ts';
import { actor, add, create, freshId, submission } from '../builders.ts';
import { accepted, image } from './asking.ts';

const ada = actor();

/** How events are numbered. */
export function numberContract(storage: () => Storage): void {
  test('N1 an image nobody has talked about is empty at seq 0', async () => {
    const { cursor, conversations } = await storage().snapshot(image);
    expect([cursor.seq, conversations]).toEqual([0, []]);
    expect(await storage().heads([image])).toEqual([cursor]);
    expect(await storage().eventsAfter(image, cursor, 10)).toEqual({ reset: false, cursor, events: [] });
    expect(await storage().thread(image, freshId(), undefined, 10, PUBLIC)).toBeUndefined();
  });

  test('N1 a conversation without comments is legal, with a thread that is empty', async () => {
    const { comment: _, ...bare } = create();
    await accepted(storage(), [submission(bare)]);
    const { cursor, conversations } = await storage().snapshot(image);
    expect(conversations).toMatchObject([{ id: bare.id, count: 0, latestSeq: 0, opening: null }]);
    expect(await storage().thread(image, bare.id, undefined, 10, PUBLIC)).toEqual({
      cursor,
      comments: [],
      earlier: false,
    });
  });

  test('O1 events carry consecutive numbers within one epoch, over groups and inside them', async () => {
    const first = create();
    const group = [first, add(first.id), create(), add(first.id)].map((operation) => submission(operation));
    const outcomes = [
      ...(await accepted(storage(), group)),
      ...(await accepted(storage(), [submission(add(first.id))])),
    ];
    expect(outcomes.map(({ cursor }) => cursor.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(outcomes.map(({ cursor }) => cursor.epoch)).size).toBe(1);
    expect(outcomes.map(({ event }) => event?.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(await storage().heads([image])).toEqual(outcomes.slice(-1).map(({ cursor }) => cursor));
  });

  test('O1 each image of a group is numbered by itself', async () => {
    const urlIds = ['b', 'a', 'c', 'a', 'b', 'a'];
    const outcomes = await accepted(
      storage(),
      urlIds.map((urlId) => submission(create(), ada, urlId)),
    );
    expect(outcomes.map(({ cursor }) => cursor.seq)).toEqual([1, 1, 1, 2, 2, 3]);
    const images = ['c', 'nobody', 'a', 'b', 'a'].map((urlId) => ({ tenantId: 'demo', urlId }));
    expect((await storage().heads(images)).map(({ seq }) => seq)).toEqual([1, 0, 3, 2, 3]);
  });

  test('O1 calls that overlap are numbered as if they came one after the other', async () => {
    const conversation = create();
    await accepted(storage(), [submission(conversation)]);
    const calls = Array.from({ length: 50 }, () => accepted(storage(), [submission(add(conversation.id))]));
    const numbers = (await Promise.all(calls)).flat().map(({ cursor }) => cursor.seq);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, at) => at + 2));
  });

  test('an empty group is answered with nothing', async () => {
    expect(await storage().submit([])).toEqual([]);
  });
}
