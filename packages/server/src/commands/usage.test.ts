import { expect, test } from 'bun:test';
import { create, submission } from '@imagechat/core/testing/builders';
import { CREATED_NOTHING } from '@imagechat/core/testing/usage-contract';
import { utcDay } from '@imagechat/core/utc-day';
import { openSqliteStorage } from '../storage/sqlite/open.ts';
import { runCommand } from '../testing/fake-terminal.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

/** A data folder with some usage, its storage still open as a server's would be. */
async function world() {
  const folder = temporaryFolder();
  const storage = await openSqliteStorage({ dataDir: folder.path, log: () => undefined });
  await storage.tenants.add({ id: 'demo', name: 'Demo', domains: [], createdAt: 0 });
  await storage.submit([{ ...submission(create()), site: 'a.example' }]);
  const numbers = { pubSubMessageCount: 12, pubSubBandwidth: 3456, commentFetchCount: 7, connectionPeak: 2 };
  const old = {
    tenantId: 'demo',
    site: '',
    day: '2024-02-29',
    framesSaved: 0,
    apiCreditsUsed: 0,
    apiErrorCount: 0,
    ...numbers,
  };
  await storage.usage.save('run', [old]);
  return {
    old,
    tell: (...args: string[]) => runCommand(['usage', ...args], { DATA_DIR: folder.path }),
    async [Symbol.asyncDispose]() {
      await storage.close();
      folder[Symbol.dispose]();
    },
  };
}

test('M1 usage tells the last thirty days as a table, beside a running server', async () => {
  await using data = await world();
  const { code, out, err } = await data.tell();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const [titles, ...rows] = out.split('\n').map((line) => line.trim().split(/ {2,}/));
  expect(titles).toEqual([
    'day (UTC)',
    'site',
    'conversations',
    'comments',
    'read',
    'messages',
    'bytes',
    'peak',
  ]);
  expect(rows).toEqual([[utcDay(Date.now()), 'a.example', '1', '1', '0', '0', '0', '0']]);
});

test('M1 usage tells the days asked for, as JSON too', async () => {
  await using data = await world();
  const { out } = await data.tell('--from', '2024-02-01', '--to=2024-02-29', '--json');
  expect(JSON.parse(out)).toEqual([{ ...data.old, ...CREATED_NOTHING }]);
  const nothing = await data.tell('--from', '2024-02-01', '--to', '2024-02-28');
  expect(nothing.out).toBe('Tenant "demo" used nothing from 2024-02-01 to 2024-02-28.');
});

test.each([
  [['--from', '2026-02-30'], '--from is "2026-02-30", but it must be a UTC day, like 2026-01-31.'],
  [['--to', 'today'], '--to is "today", but it must be a UTC day, like 2026-01-31.'],
  [['--tenant', 'acme'], 'There is no tenant "acme".'],
  [['--fast'], /^Unknown option '--fast'.* Say it like this: imagechat usage /],
  [['demo'], /^Say it like this: imagechat usage /],
] as const)('what cannot be told is one sentence and code 1: %p', async (args, sentence) => {
  await using data = await world();
  const { code, out, err } = await data.tell(...args);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(sentence);
});

test('without a database it says where it looked', async () => {
  using folder = temporaryFolder();
  const { code, err } = await runCommand(['usage'], { DATA_DIR: folder.path });
  expect(code).toBe(1);
  expect(err).toBe(
    `The data folder ${folder.path} holds no imagechat.db: set DATA_DIR to the folder the server uses.`,
  );
});
