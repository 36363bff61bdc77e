import { expect, test } from 'bun:test';
import { actor, add, create, submission } from '@imagechat/core/testing/builders';
import { personFilesContract } from '@imagechat/core/testing/person-files-contract';
import { erasingSubmissions } from '../../identity/erasure.ts';
import { inProcessStorage } from '../../testing/in-process-storage.ts';
import { tenantTables } from './tenant-writer.ts';

const ada = actor({ id: 'demo:ada', name: 'Ada Lovelace', kind: 'user' });
const bob = actor({ id: 'demo:bob', name: 'Bob', kind: 'user' });
const admin = actor({ id: 'demo:adm', name: 'Admin', kind: 'admin' });

/** Ada alone in one conversation, and with Bob in another of Bob's. */
async function world() {
  const db = await inProcessStorage();
  const [alone, shared] = [create(), create()];
  const answer = add(shared.id, 'Ada was here');
  await db.storage.submit([submission(alone, ada), submission(shared, bob), submission(answer, ada)]);
  db.writer.people.signIn({
    ...{ tenantId: 'demo', id: ada.id, addressHash: 'h', signedAt: 1, at: 1 },
    profile: {
      username: 'Ada Lovelace',
      email: 'ada@example.com',
      isAdmin: false,
      isModerator: false,
      verified: true,
    },
  });
  return { ...db, alone, shared, answer };
}

personFilesContract('SQLite', async () => {
  const { connection, reader, storage, writer, close } = await inProcessStorage();
  return {
    ...{ storage, close },
    people: { signIn: async (signIn) => writer.people.signIn(signIn) },
    files: {
      read: async (tenantId, id) => reader.people.file(tenantId, id),
      scrub: async (tenantId, id, mark) => writer.people.scrub(tenantId, id, mark),
    },
    everything: async () =>
      JSON.stringify(
        tenantTables(connection).map(([table]) =>
          connection.database.query(`select * from "${table}"`).all(),
        ),
      ),
  };
});

test('a conversation others wrote in stays, and nobody is told to have started it', async () => {
  const { reader, storage, close, alone } = await world();
  await storage.submit([submission(add(alone.id, 'Bob answers'), bob)]);
  const outcomes = await storage.submit(erasingSubmissions(reader.people.file('demo', ada.id), admin));
  expect(outcomes.every(({ accepted }) => accepted)).toBe(true);
  const { conversations } = await storage.snapshot({ tenantId: 'demo', urlId: 'picture' });
  expect(conversations.find(({ id }) => id === alone.id)).toMatchObject({
    by: '',
    name: '',
    count: 1,
    opening: null,
  });
  await close();
});
