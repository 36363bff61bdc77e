import { Database } from 'bun:sqlite';
import { expect, test } from 'bun:test';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actor, create, submission } from '@imagechat/core/testing/builders';
import { StartupError } from '../../startup-error.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { DATABASE_FILE } from './files.ts';
import { openSqliteStorage } from './open.ts';

const image = { tenantId: 'demo', urlId: 'picture' };
const log = () => undefined;
const open = (dataDir: string, busyMs = 5000) => openSqliteStorage({ dataDir, log, busyMs });

async function refusal(dataDir: string): Promise<string> {
  const error: unknown = await open(dataDir, 20).then(
    (storage) => storage.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartupError);
  return error instanceof Error ? error.message : '';
}

test('the folder is made, and closing leaves the database, its marker and the lock', async () => {
  using folder = temporaryFolder();
  const dataDir = join(folder.path, 'some', 'where');
  const storage = await open(dataDir);
  await storage.submit([submission(create())]);
  await storage.close();
  expect(readdirSync(dataDir).sort()).toEqual([DATABASE_FILE, 'imagechat.life', 'imagechat.lock']);
});

test('E1 epoch and secret belong to the database: kept when opened again, others elsewhere', async () => {
  using folder = temporaryFolder();
  const told = async (name: string) => {
    const storage = await open(join(folder.path, name));
    const life = [storage.epoch, await storage.secret()];
    expect((await storage.snapshot(image)).cursor.epoch).toBe(storage.epoch);
    await storage.close();
    return life;
  };
  const first = await told('a');
  expect(await told('a')).toEqual(first);
  expect(first[0]).toMatch(/^[A-Za-z0-9_-]{12}$/);
  expect(first[1]).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const other = await told('b');
  expect(other[0]).not.toBe(first[0] ?? '');
  expect(other[1]).not.toBe(first[1] ?? '');
});

test('tenants are kept, found and listed; a taken id changes nothing', async () => {
  using folder = temporaryFolder();
  const demo = { id: 'demo', name: 'Demo', domains: ['example.com', '*my.example'], createdAt: 17 };
  const other = { ...demo, id: 'another', domains: [] };
  const first = await open(folder.path);
  expect(await first.tenants.find('demo')).toBeUndefined();
  expect(await first.tenants.add(demo)).toBe(true);
  expect(await first.tenants.add({ ...demo, name: 'Mallory' })).toBe(false);
  await first.close();
  const again = await open(folder.path);
  expect(await again.tenants.add(other)).toBe(true);
  const bare = { settings: {}, secrets: [], keys: [] };
  expect(await again.tenants.find('demo')).toEqual({ ...demo, ...bare });
  expect(await again.tenants.list()).toEqual([
    { ...other, ...bare },
    { ...demo, ...bare },
  ]);
  await again.close();
});

test('a path that is no folder, a file that is no database, another program’s, a newer one: each a sentence', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'file');
  writeFileSync(file, 'not a folder');
  expect(await refusal(join(file, 'data'))).toContain('cannot be made or written');
  expect(await refusal(file)).toContain('cannot be made or written');

  using noise = temporaryFolder();
  writeFileSync(join(noise.path, DATABASE_FILE), 'This is a text, not a database. '.repeat(99));
  expect(await refusal(noise.path)).toContain('is not a database');

  using foreign = temporaryFolder();
  edited(foreign.path, 'create table notes (id integer)');
  expect(await refusal(foreign.path)).toContain('belongs to another program');

  using newer = temporaryFolder();
  await (await open(newer.path)).close();
  edited(newer.path, "insert into kysely_migration values ('9999-later', '2099')");
  expect(await refusal(newer.path)).toContain('newer version of Image Chat (9999-later)');
});

test('a database another process holds on to is told as in use', async () => {
  using folder = temporaryFolder();
  await (await open(folder.path)).close();
  const other = new Database(join(folder.path, DATABASE_FILE));
  other.run('begin immediate');
  expect(await refusal(folder.path)).toContain('is in use by another process');
  other.run('rollback');
  other.close();
  await (await open(folder.path)).close();
});

test('while a commit waits for a lock, reads go on and nothing here stands still', async () => {
  using folder = temporaryFolder();
  const storage = await open(folder.path);
  await storage.submit([submission(create())]);
  const other = new Database(join(folder.path, DATABASE_FILE));
  other.run('begin immediate');
  let committed = false;
  const waiting = storage.submit([submission(create(), actor())]).then(() => {
    committed = true;
  });
  for (let round = 0; round < 20; round++) expect((await storage.snapshot(image)).cursor.seq).toBe(1);
  expect(committed).toBe(false);
  other.run('rollback');
  other.close();
  await waiting;
  expect((await storage.snapshot(image)).cursor.seq).toBe(2);
  await storage.close();
});

test('a group that could not be written is rejected, the next one tries anew, and a repeat is safe', async () => {
  using folder = temporaryFolder();
  const storage = await open(folder.path, 20);
  const other = new Database(join(folder.path, DATABASE_FILE));
  const asked = [submission(create()), submission(create())];
  other.run('begin immediate');
  const error: unknown = await storage.submit(asked).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'EngineError', code: 'SQLITE_BUSY' });
  expect(storage.failure).toBeUndefined();
  other.run('rollback');
  other.close();
  expect(await storage.submit(asked)).toMatchObject([{ cursor: { seq: 1 } }, { cursor: { seq: 2 } }]);
  await storage.close();
});

test('closing finishes what was submitted, twice does no harm, and afterwards calls are rejected', async () => {
  using folder = temporaryFolder();
  const storage = await open(folder.path);
  const calls = Array.from({ length: 40 }, () => storage.submit([submission(create())]));
  await Promise.all([storage.close(), storage.close()]);
  expect((await Promise.all(calls)).flat().every(({ accepted }) => accepted)).toBe(true);
  const error: unknown = await storage.snapshot(image).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ message: 'the storage reader is closed' });
  const again = await open(folder.path);
  expect((await again.snapshot(image)).cursor.seq).toBe(40);
  await again.close();
});

function edited(dataDir: string, sql: string): void {
  const database = new Database(join(dataDir, DATABASE_FILE), { create: true });
  database.run(sql);
  database.close();
}
