import { expect, test } from 'bun:test';
import type { Actor } from '../../access.ts';
import { PUBLIC } from '../../eyes.ts';
import type { Storage } from '../../ports/storage.ts';
import { actor, add, create, submission } from '../builders.ts';
import { accepted, remove } from './asking.ts';

/** That tenants are worlds apart. */
export function tenantContract(storage: () => Storage): void {
  test('two tenants with the same urlIds, ids, actors and broadcastIds never meet', async () => {
    const conversation = create();
    const answer = add(conversation.id, 'for both');
    const both = ['one', 'two'].map((tenantId) => actor({ tenantId }));
    const ask = (by: Actor) => [conversation, answer].map((operation) => submission(operation, by));
    const outcomes = await accepted(storage(), both.flatMap(ask));
    expect(outcomes.map(({ cursor, event }) => [cursor.seq, event !== undefined])).toEqual([
      [1, true],
      [2, true],
      [1, true],
      [2, true],
    ]);
    await accepted(storage(), [submission(remove(conversation.id), both[0])]);
    const [one, two] = [
      { tenantId: 'one', urlId: 'picture' },
      { tenantId: 'two', urlId: 'picture' },
    ];
    expect((await storage().snapshot(one)).conversations).toEqual([]);
    expect((await storage().snapshot(two)).conversations).toMatchObject([{ id: conversation.id, count: 2 }]);
    const caught = await storage().eventsAfter(two, { epoch: outcomes[0]?.cursor.epoch ?? '', seq: 0 }, 9);
    expect(JSON.stringify(caught)).toContain('for both');
    expect((await storage().thread(two, conversation.id, undefined, 9, PUBLIC))?.comments).toHaveLength(2);
    expect(await storage().thread(one, conversation.id, undefined, 9, PUBLIC)).toBeUndefined();
  });
}
