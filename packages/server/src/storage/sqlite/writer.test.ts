import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { PUBLIC } from '@imagechat/core/eyes';
import { add, create, submission } from '@imagechat/core/testing/builders';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { Connection, Prepared } from './connection.ts';
import { migrate } from './migrate.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

const image = { tenantId: 'demo', urlId: 'picture' };

async function writing(dataDir: string) {
  const connection = Connection.forWriting({ file: join(dataDir, 'writer.db'), busyMs: 100 });
  await migrate(connection.database);
  const { database } = connection;
  return {
    database,
    writer: new Writer(connection, 'e1', () => 1000),
    reader: new Reader(connection, 'e1'),
    [Symbol.dispose]: () => connection.close(),
  };
}

test('a full disk refuses the whole group, and once there is room the same group succeeds', async () => {
  using folder = temporaryFolder();
  using world = await writing(folder.path);
  const { database, writer, reader } = world;
  const conversation = create();
  writer.submit([submission(conversation)]);
  const { page_count: pages } = database.query('pragma page_count').get() as { page_count: number };
  database.run(`pragma max_page_count = ${pages}`);
  const group = Array.from({ length: 200 }, () => submission(add(conversation.id, 'x'.repeat(500))));
  expect(() => writer.submit(group)).toThrow(/full/);
  expect(database.inTransaction).toBe(false);
  expect(reader.snapshot(image).cursor.seq).toBe(1);
  database.run('pragma max_page_count = 1000000');
  const seqs = writer.submit(group).map((outcome) => outcome.accepted && outcome.cursor.seq);
  expect(seqs).toEqual(Array.from({ length: 200 }, (_, at) => at + 2));
});

test('L1 what was deleted is kept unseen, with the time it went', async () => {
  using folder = temporaryFolder();
  using world = await writing(folder.path);
  const conversation = create({ comment: { id: 'c1', text: 'to be undone' } });
  world.writer.submit([submission(conversation)]);
  world.writer.submit([
    submission({ type: 'delete-comment', broadcastId: 'b2', id: conversation.id, comment: { id: 'c1' } }),
    submission({ type: 'delete-conversation', broadcastId: 'b3', id: conversation.id }),
  ]);
  const kept = world.database.query('select text, deleted_at from comments').all();
  expect(kept).toEqual([{ text: 'to be undone', deleted_at: 1000 }]);
  expect(world.database.query('select deleted_at from conversations').all()).toEqual([{ deleted_at: 1000 }]);
  expect(JSON.stringify(world.database.query('select payload from events').all())).not.toContain('undone');
});

test('N1 an image gets its row, with what was told of it, from its first conversation', async () => {
  using folder = temporaryFolder();
  using world = await writing(folder.path);
  const facts = { src: 'https://example.com/a.png', page: 'https://example.com/', title: 'A' };
  world.writer.submit([{ ...submission(add('nowhere')), facts }]);
  const rows = () =>
    world.database.query('select url_id, head, src, page, title, created_at from images').all();
  expect(rows()).toEqual([]);
  world.writer.submit([{ ...submission(create()), facts }, submission(create())]);
  expect(rows()).toEqual([{ url_id: 'picture', head: 2, ...facts, created_at: 1000 }]);
});

test('R1 a log that was cut behind the cursor gives a reset, never a part', async () => {
  using folder = temporaryFolder();
  using world = await writing(folder.path);
  world.writer.submit([submission(create()), submission(create()), submission(create())]);
  world.database.run('delete from events where seq = 1');
  expect(world.reader.eventsAfter(image, { epoch: 'e1', seq: 0 }, 10)).toEqual({ reset: true });
  expect(world.reader.eventsAfter(image, { epoch: 'e1', seq: 1 }, 10)).toMatchObject({ reset: false });
});

test('R2 what is committed between the statements of one read is not in it', async () => {
  using folder = temporaryFolder();
  using world = await writing(folder.path);
  const conversation = create();
  world.writer.submit([submission(conversation)]);
  const connection = Connection.forReading({ file: join(folder.path, 'writer.db'), busyMs: 100 });
  const reader = new Reader(connection, 'e1');
  const committing = () => world.writer.submit([submission(create()), submission(add(conversation.id))]);
  const read = <Result>(method: () => Result): Result => {
    using _ = interrupted(committing);
    return method();
  };
  const first = read(() => reader.snapshot(image));
  expect([first.cursor.seq, first.conversations.length]).toEqual([1, 1]);
  const thread = read(() => reader.thread(image, conversation.id, null, 10, PUBLIC));
  expect([thread?.cursor.seq, thread?.comments.length]).toEqual([3, 2]);
  const caught = read(() => reader.eventsAfter(image, { epoch: 'e1', seq: 0 }, 10));
  expect(caught).toMatchObject({ reset: false, cursor: { seq: 5 } });
  expect(reader.snapshot(image).cursor.seq).toBe(7);
  connection.close();
});

/** Until disposed, does `between` once, right before the next query for many rows. */
function interrupted(between: () => void): Disposable {
  const { all } = Prepared.prototype;
  const restore = () => {
    Prepared.prototype.all = all;
  };
  Prepared.prototype.all = function (args) {
    restore();
    between();
    return all.call(this, args);
  };
  return { [Symbol.dispose]: restore };
}
