import { Database } from 'bun:sqlite';
import { expect, test } from 'bun:test';
import {
  copyFileSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { create, submission } from '@imagechat/core/testing/builders';
import { killedAfter } from '../../testing/killed-after.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { databaseFile, markerFile } from './files.ts';
import { openSqliteStorage } from './open.ts';

const image = { tenantId: 'demo', urlId: 'picture' };

/** One start of a server on the folder: what it found, and what it then wrote. */
async function started(dataDir: string, writes = 0) {
  const reasons: unknown[] = [];
  const storage = await openSqliteStorage({
    dataDir,
    log: (_, event, fields) => reasons.push(event === 'epoch-changed' ? fields?.because : event),
  });
  const [found] = await storage.heads([image]);
  for (let write = 0; write < writes; write++) await storage.submit([submission(create())]);
  const [cursor = { epoch: '', seq: -1 }] = await storage.heads([image]);
  await storage.close();
  return { epoch: storage.epoch, found: found?.seq, cursor, reasons };
}

/** What the log says after this cursor, at a later start. */
async function resumed(dataDir: string, cursor: { epoch: string; seq: number }) {
  const storage = await openSqliteStorage({ dataDir, log: () => undefined });
  const caught = await storage.eventsAfter(image, cursor, 1000);
  await storage.close();
  return caught.reset ? 'reset' : caught.events.length;
}

test('E1 a first start names an epoch, and a plain restart keeps it', async () => {
  using folder = temporaryFolder();
  const first = await started(folder.path, 3);
  expect(first.reasons).toEqual(['this is the first start']);
  for (const writes of [0, 2, 0]) {
    const again = await started(folder.path, writes);
    expect([again.epoch, again.reasons]).toEqual([first.epoch, []]);
  }
  expect(await resumed(folder.path, first.cursor)).toBe(2);
}, 30_000);

test('E1 kill -9 and a restart keep the epoch', async () => {
  using folder = temporaryFolder();
  const { epoch } = await started(folder.path);
  for (const [run, marks] of [
    ['one', 0],
    ['two', 5],
    ['three', 1],
  ] as const) {
    await killedAfter(folder.path, run, 40, marks);
    expect(await started(folder.path)).toMatchObject({ epoch, reasons: [] });
  }
}, 30_000);

test('E1 a copied folder has another epoch, the one it was copied from keeps its own', async () => {
  using folder = temporaryFolder();
  using copies = temporaryFolder();
  const { epoch } = await started(folder.path, 3);
  for (const preserveTimestamps of [false, true]) {
    const copy = join(copies.path, String(preserveTimestamps));
    cpSync(folder.path, copy, { recursive: true, preserveTimestamps });
    const there = await started(copy, 2);
    expect(there.epoch).not.toBe(epoch);
    expect(there.reasons).toEqual(['the data folder, or the database in it, was copied or restored']);
    expect(await started(copy)).toMatchObject({ epoch: there.epoch, reasons: [] });
    // Its database brought home is another life too, although its count is ahead.
    copyFileSync(databaseFile(copy), databaseFile(folder.path));
    expect((await started(folder.path, 9)).reasons).toHaveLength(1);
    cpSync(databaseFile(folder.path), join(copies.path, 'last'));
  }
  expect((await started(folder.path)).epoch).not.toBe(epoch);
}, 30_000);

test('E1 an older database put back in place after a clean stop is a new epoch, and cursors are reset', async () => {
  using folder = temporaryFolder();
  using kept = temporaryFolder();
  const old = join(kept.path, 'old.db');
  const first = await started(folder.path, 3);
  copyFileSync(databaseFile(folder.path), old);
  const inode = statSync(databaseFile(folder.path)).ino;
  const second = await started(folder.path, 2);
  copyFileSync(old, databaseFile(folder.path));
  expect(statSync(databaseFile(folder.path)).ino).toBe(inode);

  // New events climb past the old head: only the epoch tells.
  const third = await started(folder.path, 4);
  expect(third).toMatchObject({ found: 3, reasons: ['the database is an older copy'] });
  expect([first.epoch, second.epoch]).not.toContain(third.epoch);
  for (const { cursor } of [first, second]) expect(await resumed(folder.path, cursor)).toBe('reset');
  expect(await resumed(folder.path, { ...third.cursor, seq: 3 })).toBe(4);
}, 30_000);

test('E1 an older database put back after kill -9 is a new epoch, not mixed with the newer one’s WAL', async () => {
  using folder = temporaryFolder();
  using kept = temporaryFolder();
  const old = join(kept.path, 'old.db');
  const { epoch, cursor } = await started(folder.path, 3);
  copyFileSync(databaseFile(folder.path), old);
  await killedAfter(folder.path, 'run', 200, 10);
  copyFileSync(old, databaseFile(folder.path));
  const put = await started(folder.path);
  expect(put.epoch).not.toBe(epoch);
  expect(put).toMatchObject({ found: 3, reasons: ['stale-wal-set-aside', 'the database is an older copy'] });
  expect(readdirSync(folder.path).filter((name) => name.includes('-wal.stale-'))).toHaveLength(1);
  expect(await resumed(folder.path, cursor)).toBe('reset');
  const database = new Database(databaseFile(folder.path), { readonly: true });
  expect(database.query('pragma integrity_check').values()).toEqual([['ok']]);
  expect(database.query("select count(*) from images where url_id <> 'picture'").values()).toEqual([[0]]);
  database.close(true);
}, 30_000);

test('E1 a copy that is no older than what was folded in costs nothing: the WAL brings all of it back', async () => {
  using folder = temporaryFolder();
  using kept = temporaryFolder();
  const { epoch } = await started(folder.path, 3);
  copyFileSync(databaseFile(folder.path), join(kept.path, 'old.db'));
  const heard = await killedAfter(folder.path, 'run', 30);
  copyFileSync(join(kept.path, 'old.db'), databaseFile(folder.path));
  expect(await started(folder.path)).toMatchObject({ epoch, reasons: [] });
  const storage = await openSqliteStorage({ dataDir: folder.path, log: () => undefined });
  const again = await storage.submit(heard.map(({ asked }) => asked));
  expect(again.map((outcome) => outcome.accepted && [outcome.cursor.seq, outcome.event])).toEqual(
    heard.map(({ seq }) => [seq, undefined]),
  );
  await storage.close();
}, 30_000);

test('E1 a marker that is missing, unreadable or another one is a new epoch, and says why', async () => {
  using folder = temporaryFolder();
  const marker = markerFile(folder.path);
  const epochs = [(await started(folder.path, 1)).epoch];
  const because = async (): Promise<unknown> => {
    const { epoch, reasons } = await started(folder.path, 1);
    expect(epochs).not.toContain(epoch);
    epochs.push(epoch);
    expect(await started(folder.path)).toMatchObject({ epoch, reasons: [] });
    return reasons[0];
  };
  rmSync(marker);
  expect(await because()).toBe('the data folder has no imagechat.life');
  writeFileSync(marker, 'noise', { flag: 'r+' });
  expect(await because()).toBe('imagechat.life cannot be read');
  const mark = readFileSync(marker);
  rmSync(marker);
  writeFileSync(join(folder.path, 'takes the inode'), '');
  writeFileSync(marker, mark);
  expect(await because()).toBe('the data folder, or the database in it, was copied or restored');
}, 30_000);

test('E1 a database of another life is noticed, even if it is ahead; so is one that is gone', async () => {
  using folder = temporaryFolder();
  using kept = temporaryFolder();
  const old = join(kept.path, 'old.db');
  await started(folder.path, 3);
  copyFileSync(databaseFile(folder.path), old);
  rmSync(markerFile(folder.path));
  const { epoch } = await started(folder.path, 1);
  const identity = metaOf(databaseFile(folder.path));
  const database = new Database(old);
  database.run('pragma user_version = 5000');
  database.run("update meta set value = ? where key = 'marker'", [identity]);
  database.close(true);
  copyFileSync(old, databaseFile(folder.path));
  const other = await started(folder.path);
  expect(other.reasons).toEqual(['the database is another one than before']);
  rmSync(databaseFile(folder.path));
  const anew = await started(folder.path);
  expect(anew.reasons).toEqual(['the database is gone and was made anew']);
  expect(new Set([epoch, other.epoch, anew.epoch]).size).toBe(3);
}, 30_000);

test('a folder in use is refused in words, by this process and others; kill -9 leaves no lock behind', async () => {
  using folder = temporaryFolder();
  const storage = await openSqliteStorage({ dataDir: folder.path, log: () => undefined });
  const sentence = `The data folder ${folder.path} is in use by a running Image Chat server: stop that one first, or set DATA_DIR to another folder.`;
  const refusal = await started(folder.path).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ name: 'StartupError', message: sentence });
  await storage.close();
  await killedAfter(folder.path, 'run', 5);
  expect((await started(folder.path)).reasons).toEqual([]);
  expect(existsSync(join(folder.path, 'imagechat.lock-journal'))).toBe(false);
}, 30_000);

function metaOf(file: string): string {
  const database = new Database(file, { readonly: true });
  const rows = database.query("select value from meta where key = 'marker'").values();
  database.close(true);
  return String(rows[0]?.[0]);
}
