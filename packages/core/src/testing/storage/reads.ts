import { expect, test } from 'bun:test';
import type { FullEvent } from '@imagechat/protocol/catalog';
import { EMPTY_IMAGE, applyEvent, imageStateOf } from '@imagechat/protocol/state';
import { PUBLIC } from '../../eyes.ts';
import type { Storage } from '../../ports/storage.ts';
import { actor, add, create, freshId, submission } from '../builders.ts';
import { type Accepted, accepted, image } from './asking.ts';

const ada = actor();
const moderator = actor({ id: 'mod', name: 'Mod', kind: 'moderator' });

/** What reads tell. */
export function readContract(storage: () => Storage): void {
  test('R1 catch-up gives exactly the events after the cursor, once and in order', async () => {
    const conversation = create();
    const group = [conversation, add(conversation.id), add(conversation.id)].map((each) => submission(each));
    const events = (await accepted(storage(), group)).flatMap(({ event }) => (event ? [event] : []));
    const { cursor } = await storage().snapshot(image);
    for (const seq of [0, 1, 2, 3]) {
      const caught = await storage().eventsAfter(image, { ...cursor, seq }, 3);
      expect(caught).toEqual({ reset: false, cursor, events: events.slice(seq) });
    }
  });

  test('R1 another epoch, a cursor above the head, or too many events is a reset', async () => {
    await accepted(storage(), [submission(create()), submission(create()), submission(create())]);
    const { cursor } = await storage().snapshot(image);
    const reset = { reset: true } as const;
    expect(await storage().eventsAfter(image, { epoch: 'another', seq: 3 }, 10)).toEqual(reset);
    expect(await storage().eventsAfter(image, { ...cursor, seq: 4 }, 10)).toEqual(reset);
    expect(await storage().eventsAfter(image, { ...cursor, seq: 0 }, 2)).toEqual(reset);
    expect(await storage().eventsAfter(image, { ...cursor, seq: 1 }, 2)).toMatchObject({ reset: false });
    const nobody = { tenantId: 'demo', urlId: 'nobody' };
    expect(await storage().eventsAfter(nobody, { ...cursor, seq: 1 }, 10)).toEqual(reset);
  });

  test('R2 a snapshot taken between commits is the fold of exactly the events up to its cursor', async () => {
    const conversation = create();
    const events = new Map<number, FullEvent>();
    const note = (outcomes: readonly Accepted[]) => {
      for (const { event } of outcomes) if (event) events.set(event.seq, event);
    };
    note(await accepted(storage(), [submission(conversation)]));
    const work = Array.from({ length: 30 }, () => [
      accepted(storage(), [submission(create()), submission(add(conversation.id))]).then(note),
      storage().snapshot(image),
    ]).flat();
    for (const snapshot of await Promise.all(work)) {
      if (!snapshot) continue;
      let state = EMPTY_IMAGE;
      for (let seq = 1; seq <= snapshot.cursor.seq; seq++)
        state = applyEvent(state, events.get(seq) ?? { seq });
      expect([...imageStateOf(snapshot.conversations).conversations]).toEqual([...state.conversations]);
    }
  });

  test('reads see what was acknowledged before them', async () => {
    const conversation = create();
    await accepted(storage(), [submission(conversation)]);
    for (let count = 2; count <= 20; count++) {
      const [outcome] = await accepted(storage(), [submission(add(conversation.id))]);
      const [heads, snapshot] = await Promise.all([storage().heads([image]), storage().snapshot(image)]);
      expect(heads).toMatchObject([{ ...outcome?.cursor }]);
      expect(snapshot).toMatchObject({ cursor: outcome?.cursor, conversations: [{ count }] });
    }
  });

  test('S1 conversations come in the order they were created, whatever their ids and whoever moved since', async () => {
    const ids = ['z', 'a', 'm', 'B', '0'];
    await accepted(
      storage(),
      ids.map((id) => submission(create({ id }))),
    );
    const move = {
      type: 'move-conversation',
      broadcastId: freshId(),
      id: 'a',
      x: 1.2345,
      y: 99.9999,
    } as const;
    const resolve = { type: 'resolve-conversation', broadcastId: freshId(), id: 'z' } as const;
    await accepted(storage(), [submission(move), submission(resolve, moderator)]);
    const { conversations } = await storage().snapshot(image);
    expect(conversations.map(({ id }) => id)).toEqual(ids);
    expect(conversations[1]).toMatchObject({ x: 1.2345, y: 99.9999, placeSeq: 6 });
    expect(conversations[0]).toMatchObject({ resolved: true, placeSeq: 1 });
  });

  test('S1 a thread is read in pages, newest first, each oldest first', async () => {
    const conversation = create();
    const comments = Array.from({ length: 6 }, (_, at) => add(conversation.id, `number ${at + 2}`));
    await accepted(
      storage(),
      [conversation, create(), ...comments].map((operation) => submission(operation)),
    );
    const page = async (before: number | undefined, most: number) => {
      const read = await storage().thread(image, conversation.id, before, most, PUBLIC);
      return [read?.comments.map(({ seq }) => seq), read?.earlier];
    };
    expect(await page(undefined, 3)).toEqual([[6, 7, 8], true]);
    expect(await page(6, 3)).toEqual([[3, 4, 5], true]);
    expect(await page(3, 3)).toEqual([[1], false]);
    expect(await page(undefined, 7)).toEqual([[1, 3, 4, 5, 6, 7, 8], false]);
    const elsewhere = { tenantId: 'demo', urlId: 'other' };
    await accepted(storage(), [submission(create(), ada, 'other')]);
    expect(await storage().thread(elsewhere, conversation.id, undefined, 3, PUBLIC)).toBeUndefined();
  });

  test('S1 texts, names and addresses come back as they were written', async () => {
    const text = 'Zeile\n\tİstanbul 😀 \u202Eمرحبا\u202C "quoted" \\ {"json": [1]} \u2028 %';
    const urlId = 'https://example.com/a b?ü=1#/%00/😀"\'\\';
    const by = actor({ id: 'demo:é/"x"', name: '名前 "q"' });
    const conversation = create({ comment: { id: 'c-1_Z', text } });
    const [outcome] = await accepted(storage(), [submission(conversation, by, urlId)]);
    const key = { tenantId: 'demo', urlId };
    const read = await storage().thread(key, conversation.id, undefined, 5, PUBLIC);
    expect(read?.comments).toMatchObject([{ id: 'c-1_Z', text, by: by.id, name: by.name, editedAt: null }]);
    expect((await storage().snapshot(key)).conversations).toMatchObject([{ by: by.id, name: by.name }]);
    const caught = await storage().eventsAfter(key, { epoch: read?.cursor.epoch ?? '', seq: 0 }, 5);
    expect(caught).toMatchObject({ events: [outcome?.event] });
    const [again] = await accepted(storage(), [submission(conversation, by, urlId)]);
    expect(again?.event).toBeUndefined();
  });
}
