import { Database } from 'bun:sqlite';
import { expect, test } from 'bun:test';
import { existsSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { add, create, submission } from '@imagechat/core/testing/builders';
import { databaseFile } from '../storage/sqlite/files.ts';
import { openSqliteStorage } from '../storage/sqlite/open.ts';
import { cliOutcome, runningCli } from '../testing/cli-process.ts';
import { runCommand } from '../testing/fake-terminal.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { wsConnect } from '../testing/ws-dialogue.ts';

/** A visitor who says one thing after the other until told to stop, and notes what was acknowledged. */
async function talker(origin: string) {
  const socket = await wsConnect(`${origin.replace('http', 'ws')}/v1/live`);
  const session = await fetch(`${origin}/v1/session`, {
    method: 'POST',
    body: JSON.stringify({ tenantId: 'demo', name: 'Ada' }),
  });
  const { token } = (await session.json()) as { token: string };
  await socket.hello('demo', token);
  const { i, epoch } = await socket.watches('picture');
  const conversation = create();
  const acknowledged: string[] = [];
  let cursor = { epoch, seq: 0 };
  const say = async (operation: ReturnType<typeof add> | ReturnType<typeof create>) => {
    const { seq } = await socket.submits(i, operation);
    acknowledged.push(operation.comment?.id ?? '');
    cursor = { epoch, seq };
  };
  await say(conversation);
  let going = true;
  const done = (async () => {
    while (going) await say(add(conversation.id));
  })();
  return {
    conversationId: conversation.id,
    acknowledged,
    stop: async () => {
      going = false;
      await done;
      socket[Symbol.dispose]();
      return cursor;
    },
  };
}

/** Ids of a conversation's comments as the server tells them, all pages. */
async function commentsAt(origin: string, conversationId: string): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let before: number | undefined = Number.MAX_SAFE_INTEGER; before !== undefined; ) {
    const url = `${origin}/v1/tenants/demo/threads/${conversationId}?urlId=picture&before=${before}`;
    const page = (await (await fetch(url.replace(/&before=9007199254740991$/, ''))).json()) as {
      comments: { id: string; seq: number }[];
      earlier: boolean;
    };
    for (const { id } of page.comments) ids.add(id);
    before = page.earlier ? page.comments[0]?.seq : undefined;
  }
  return ids;
}

test('E1 a backup under load holds every comment acknowledged before it; restored, it is a new epoch and cursors are reset', async () => {
  using folder = temporaryFolder();
  using shelf = temporaryFolder();
  const env = { DATA_DIR: join(folder.path, 'data'), LIMIT_OPERATIONS_PER_MINUTE: '1000000' };
  const file = join(shelf.path, 'backup.db');
  const first = await runningCli(env);
  const ada = await talker(first.origin);
  while (ada.acknowledged.length < 100) await new Promise(setImmediate);
  const before = [...ada.acknowledged];
  const saved = await cliOutcome(['backup', file], env);
  expect(saved).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^Saved \d+ images with /) });
  const during = ada.acknowledged.length - before.length;
  const cursor = await ada.stop();
  expect(during).toBeGreaterThan(0);
  expect(readdirSync(shelf.path)).toEqual(['backup.db']);

  const busy = await cliOutcome(['restore', file], env);
  expect(busy).toMatchObject({ code: 1, out: '', err: expect.stringContaining('is in use by a running') });
  first.child.kill('SIGTERM');
  expect(await first.child.exited).toBe(0);

  const restored = await cliOutcome(['restore', file], env);
  expect(restored).toMatchObject({ code: 0, err: '' });
  const former = /kept as (\S+);/.exec(restored.out)?.[1] ?? '';
  expect(existsSync(former)).toBe(true);
  const second = await runningCli(env);
  const found = await commentsAt(second.origin, ada.conversationId);
  expect(before.filter((id) => !found.has(id))).toEqual([]);
  expect([...found].filter((id) => !ada.acknowledged.includes(id))).toEqual([]);
  expect(found.size).toBeLessThan(ada.acknowledged.length);
  using bob = await wsConnect(`${second.origin.replace('http', 'ws')}/v1/live`);
  await bob.hello();
  const answer = await bob.watches('picture', { epoch: cursor.epoch, seq: before.length - 1 });
  expect(answer.epoch).not.toBe(cursor.epoch);
  expect(answer).toMatchObject({ seq: found.size, conversations: [{ count: found.size }] });
  second.child.kill('SIGTERM');
  await second.child.exited;
  // The restore tied database and marker together: nothing looks rewound to the next start.
  expect(await new Response(second.child.stderr).text()).toBe('');
}, 60_000);

/** A data folder at rest with one conversation in it. */
async function atRest(dataDir: string, comments = 1): Promise<string> {
  const storage = await openSqliteStorage({ dataDir, log: () => undefined });
  const conversation = create();
  const group = [conversation, ...Array.from({ length: comments - 1 }, () => add(conversation.id))];
  await storage.submit(group.map((operation) => submission(operation)));
  await storage.close();
  return storage.epoch;
}

async function counted(dataDir: string) {
  const storage = await openSqliteStorage({ dataDir, log: () => undefined });
  const { conversations } = await storage.snapshot({ tenantId: 'demo', urlId: 'picture' });
  await storage.close();
  return { epoch: storage.epoch, comments: conversations.reduce((sum, { count }) => sum + count, 0) };
}

test('a backup replaces no file unasked, and never one of the server’s own', async () => {
  using folder = temporaryFolder();
  using shelf = temporaryFolder();
  const file = join(shelf.path, 'backup.db');
  const env = { DATA_DIR: folder.path };
  await atRest(folder.path);
  writeFileSync(file, 'precious');
  const refused = await runCommand(['backup', file], env);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('is there already') });
  expect(readFileSync(file, 'utf8')).toBe('precious');
  expect(await runCommand(['backup', file, '--force'], env)).toMatchObject({ code: 0 });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  for (const own of ['imagechat.db', 'imagechat.db-wal', 'imagechat.life']) {
    const { code, err } = await runCommand(['backup', join(folder.path, own), '--force'], env);
    expect([code, err]).toEqual([1, expect.stringContaining("is the server's own file")]);
  }
  expect((await runCommand(['backup'], env)).err).toBe('Say it like this: imagechat backup <file> [--force]');
  const nowhere = await runCommand(['backup', join(shelf.path, 'no', 'where')], env);
  expect(nowhere.err).toContain('There is no folder ');
  expect((await counted(folder.path)).comments).toBe(1);
}, 30_000);

test('E1 restoring into an empty folder, or twice, works and is a new epoch each time', async () => {
  using folder = temporaryFolder();
  using shelf = temporaryFolder();
  const file = join(shelf.path, 'backup.db');
  const epochs = [await atRest(folder.path, 5)];
  await runCommand(['backup', file], { DATA_DIR: folder.path });
  for (const name of ['new', 'new', '.']) {
    const dataDir = join(folder.path, name);
    const { code, out } = await runCommand(['restore', file], { DATA_DIR: dataDir });
    expect(code).toBe(0);
    expect(out).toStartWith('Restored 1 images with 1 conversations and 5 comments from ');
    const { epoch, comments } = await counted(dataDir);
    expect(comments).toBe(5);
    expect(epochs).not.toContain(epoch);
    epochs.push(epoch);
  }
}, 30_000);

test('E1 a plain copy of a database with its WAL is restored whole', async () => {
  using folder = temporaryFolder();
  using shelf = temporaryFolder();
  const storage = await openSqliteStorage({ dataDir: folder.path, log: () => undefined });
  await storage.submit([submission(create())]);
  const copy = join(shelf.path, 'copy.db');
  writeFileSync(copy, readFileSync(databaseFile(folder.path)));
  writeFileSync(`${copy}-wal`, readFileSync(`${databaseFile(folder.path)}-wal`));
  await storage.close();
  const dataDir = join(shelf.path, 'data');
  expect(await runCommand(['restore', copy], { DATA_DIR: dataDir })).toMatchObject({ code: 0 });
  expect((await counted(dataDir)).comments).toBe(1);
}, 30_000);

test('what is no good backup is refused in words, and the data stays as it was', async () => {
  using folder = temporaryFolder();
  using shelf = temporaryFolder();
  const epoch = await atRest(folder.path, 300);
  const env = { DATA_DIR: folder.path };
  const refusal = async (file: string) => {
    const { code, err } = await runCommand(['restore', file], env);
    expect(code).toBe(1);
    expect(readdirSync(folder.path).filter((name) => /restor/.test(name))).toEqual([]);
    return err;
  };
  const made = (name: string, edit: (database: Database) => void) => {
    const file = join(shelf.path, name);
    const database = new Database(file, { create: true });
    edit(database);
    database.close(true);
    return file;
  };
  expect(await refusal(join(shelf.path, 'none'))).toContain('There is no file ');
  const noise = join(shelf.path, 'noise');
  writeFileSync(noise, 'no database '.repeat(999));
  expect(await refusal(noise)).toEndWith('noise cannot be restored: file is not a database.');
  expect(await refusal(made('foreign', (database) => database.run('create table t (a)')))).toContain(
    'it is not a database of Image Chat',
  );
  const backup = join(shelf.path, 'backup');
  await runCommand(['backup', backup], env);
  writeFileSync(join(shelf.path, 'newer'), readFileSync(backup));
  const newer = made('newer', (database) => {
    database.run("insert into kysely_migration values ('9999-later', '2099')");
  });
  expect(await refusal(newer)).toContain('written by a newer version');
  truncateSync(backup, statSync(backup).size - 8192);
  expect(await refusal(backup)).toMatch(/backup cannot be restored: .*(malformed|damaged)/);
  expect(await refusal(databaseFile(folder.path))).toContain('is the database itself');
  expect(await counted(folder.path)).toEqual({ epoch, comments: 300 });
}, 30_000);

test('a damaged database gives no backup, and a restore over it keeps it aside', async () => {
  using folder = temporaryFolder();
  using shelf = temporaryFolder();
  const env = { DATA_DIR: folder.path };
  const good = join(shelf.path, 'good.db');
  await atRest(folder.path, 300);
  await runCommand(['backup', good], env);
  const file = databaseFile(folder.path);
  const bytes = readFileSync(file);
  bytes.fill(0x5a, bytes.length - 20_000, bytes.length - 10);
  writeFileSync(file, bytes);
  const { code, err } = await runCommand(['backup', join(shelf.path, 'bad.db')], env);
  expect(code).toBe(1);
  expect(err).toMatch(/damaged|malformed/);
  expect(readdirSync(shelf.path)).toEqual(['good.db']);
  const restored = await runCommand(['restore', good], env);
  expect(restored).toMatchObject({ code: 0 });
  const former = /kept as (\S+);/.exec(restored.out)?.[1] ?? '';
  expect(readFileSync(former).equals(bytes)).toBe(true);
  expect((await counted(folder.path)).comments).toBe(300);
}, 30_000);
