import { Database } from 'bun:sqlite';
import { expect, test } from 'bun:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { add, create, submission } from '@imagechat/core/testing/builders';
import { runCommand } from '../testing/fake-terminal.ts';
import { startTestServer } from '../testing/start-test-server.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { until } from '../testing/until.ts';
import { databaseFile } from './sqlite/files.ts';
import { STORAGE_WORKERS, openSqliteStorage } from './sqlite/open.ts';

const key = { tenantId: 'demo', urlId: 'picture' };

/** Another program that holds the database locked. */
function locked(dataDir: string): Database {
  const other = new Database(databaseFile(dataDir));
  // The server's own chores may be writing at this very moment.
  other.run('pragma busy_timeout = 10000');
  other.run('begin immediate');
  return other;
}

test('F1 while the database is locked, writes are refused with a retry, reads and watching go on, readyz says why, and it heals by itself', async () => {
  await using server = await startTestServer({
    storage: 'sqlite',
    busyMs: 5,
    settings: { pulseMs: 5 },
  });
  using ada = await server.join('Ada');
  const { i } = await ada.watches('picture');
  const conversation = create();
  await ada.submits(i, conversation);
  const other = locked(server.dataDir);

  ada.says({ t: 'submit', i, operation: add(conversation.id) });
  const refused = await ada.hears('refused');
  expect(refused.error).toMatchObject({ code: 'unavailable', retry: true });
  const ready = async () => {
    const response = await server.fetch('/readyz');
    return [response.status, await response.json()];
  };
  const sentence = 'Storage cannot write: another process holds the database locked. Reading goes on.';
  expect(await ready()).toEqual([503, { ready: false, reasons: [sentence] }]);
  using bob = await server.join('Bob');
  expect(await bob.watches('picture')).toMatchObject({ seq: 1, conversations: [{ id: conversation.id }] });
  expect(server.logged).toContain('error storage-cannot-write');

  other.run('rollback');
  other.close(true);
  // Nobody writes; the pulse finds out.
  await until(async () => (await ready())[0] === 200);
  expect(server.logged).toContain('warn storage-writes-again');
  expect(await ada.submits(i, add(conversation.id))).toMatchObject({ seq: 2 });
}, 30_000);

test('F1 a repeat or a refusal does not pass for a write that succeeded', async () => {
  using folder = temporaryFolder();
  const storage = await openSqliteStorage({ dataDir: folder.path, log: () => undefined, busyMs: 5 });
  const asked = submission(create());
  await storage.submit([asked]);
  const other = locked(folder.path);
  const rejected: unknown = await storage.submit([submission(create())]).catch((error: unknown) => error);
  expect(rejected).toMatchObject({ code: 'SQLITE_BUSY' });
  other.run('rollback');
  other.close(true);
  await storage.submit([asked, submission(add('nowhere'))]);
  expect(storage.trouble).toStartWith('Storage cannot write: ');
  await storage.proveWrites();
  expect(storage.trouble).toBeUndefined();
  await storage.close();
}, 30_000);

test.each(['writer', 'reader'] as const)(
  'O1, O2: a %s that dies is replaced: nothing acknowledged is lost, and the same group can be sent again',
  async (dying) => {
    using folder = temporaryFolder();
    const workers: Worker[] = [];
    const logged: string[] = [];
    const storage = await openSqliteStorage({
      dataDir: folder.path,
      log: (_, event) => logged.push(event),
      spawn: {
        ...STORAGE_WORKERS,
        [dying]: () => {
          const worker = STORAGE_WORKERS[dying]();
          workers.push(worker);
          return worker;
        },
      },
    });
    const conversation = create();
    await storage.submit([submission(conversation)]);
    // What it cannot read is a bug, and kills it in the middle of its work.
    workers[0]?.postMessage('no JSON');
    const group = [submission(add(conversation.id)), submission(add(conversation.id))];
    const first = storage.submit(group).catch(() => 'rejected');
    await until(() => storage.failure !== undefined);
    expect(storage.trouble).toBe('Storage stopped and is being started again; the log says why.');
    await first;
    await until(() => storage.failure === undefined);
    expect(logged).toContain('storage-worker-back');
    const again = await storage.submit(group);
    expect(again.map((outcome) => outcome.accepted && outcome.cursor.seq)).toEqual([2, 3]);
    expect((await storage.snapshot(key)).conversations).toMatchObject([{ count: 3 }]);
    expect(workers).toHaveLength(2);
    await storage.close();
  },
  30_000,
);

test('a start on a damaged file says so, and what to do; nothing is written', async () => {
  using folder = temporaryFolder();
  const dataDir = folder.path;
  const storage = await openSqliteStorage({ dataDir, log: () => undefined });
  await storage.submit(Array.from({ length: 300 }, () => submission(create())));
  await storage.close();
  const file = databaseFile(dataDir);
  const bytes = readFileSync(file);
  bytes.fill(0x5a, bytes.length - 20_000, bytes.length - 10);
  writeFileSync(file, bytes);
  const { code, out, err } = await runCommand(['start'], { DATA_DIR: dataDir, PORT: '0' });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/is damaged .*"imagechat restore <file>"/);
  expect(readFileSync(file).equals(bytes)).toBe(true);
}, 30_000);
