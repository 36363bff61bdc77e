import { expect, test } from 'bun:test';
import { openSqliteStorage } from '../storage/sqlite/open.ts';
import { runCommand } from '../testing/fake-terminal.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

/** A data folder whose storage is open, as a running server's would be. */
async function world() {
  const folder = temporaryFolder();
  const storage = await openSqliteStorage({ dataDir: folder.path, log: () => undefined });
  const run = (...args: string[]) => runCommand(args, { DATA_DIR: folder.path });
  return {
    storage,
    /** Runs a command that works; what it printed. */
    async tell(...args: string[]): Promise<string> {
      const { code, out, err } = await run(...args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      return out;
    },
    /** Runs a command that does not; its one sentence. */
    async fail(...args: string[]): Promise<string> {
      const { code, out, err } = await run(...args);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err.split('\n')).toHaveLength(1);
      return err;
    },
    async [Symbol.asyncDispose]() {
      await storage.close();
      folder[Symbol.dispose]();
    },
  };
}

test('a tenant is made, shown and changed beside a running server, which reads what was written', async () => {
  await using desk = await world();
  await desk.tell(
    'tenant',
    'add',
    'acme',
    '--name',
    'Acme Ltd',
    '--domain',
    'Example.com',
    '--set',
    'replyDepth=2',
  );
  expect(await desk.storage.tenants.find('acme')).toMatchObject({
    name: 'Acme Ltd',
    domains: ['example.com'],
    settings: { replyDepth: 2 },
  });
  await desk.tell(
    'tenant',
    'set',
    'acme',
    'premoderation=anonymous',
    'replyDepth=default',
    'allowAnonymous=false',
  );
  const shown = await desk.tell('tenant', 'show', 'acme');
  for (const line of ['allowAnonymous = false', 'premoderation = anonymous', 'replyDepth = 0  (default)'])
    expect(shown.split('\n').map((each) => each.trim())).toContain(line);
  expect((await desk.storage.tenants.find('acme'))?.settings).toEqual({
    allowAnonymous: false,
    premoderation: 'anonymous',
  });
  await desk.tell('tenant', 'domain', 'add', 'acme', '*.shop.example');
  expect(await desk.tell('tenant', 'domain', 'remove', 'acme', 'example.com')).toContain('*.shop.example');
  expect(await desk.tell('tenant', 'list')).toMatch(/^acme +Acme Ltd +\*\.shop\.example$/m);
  expect(JSON.parse(await desk.tell('tenant', 'show', 'acme', '--json'))).toMatchObject({
    id: 'acme',
    secrets: [],
  });
});

test('language, what is kept of the logs and limits are set, shown, and left to the server again', async () => {
  await using desk = await world();
  await desk.tell('tenant', 'add', 'acme', '--set', 'locale=de_de', '--set', 'retentionDays=30');
  await desk.tell('tenant', 'set', 'acme', 'operationsPerMinuteOfOne=6', 'retentionEvents=500');
  const { settings } = (await desk.storage.tenants.find('acme')) ?? {};
  const set = {
    locale: 'de_de',
    retentionDays: 30,
    retentionEvents: 500,
    operationsPerMinuteOfOne: 6,
  } as const;
  expect(settings).toEqual(set);
  const shown = await desk.tell('tenant', 'set', 'acme', 'locale=null', 'retentionDays=default');
  for (const line of ['locale = null', 'retentionDays = null  (default)', 'operationsPerMinuteOfOne = 6'])
    expect(shown.split('\n').map((each) => each.trim())).toContain(line);
});

test('a secret is told once: then only its id, and after it was revoked not even the server has it', async () => {
  await using desk = await world();
  await desk.tell('tenant', 'add', 'acme');
  for (const [kind, start] of [
    ['secret', 'ics_'],
    ['key', 'ick_'],
  ] as const) {
    const out = await desk.tell(kind, 'add', 'acme');
    const text = new RegExp(`${start}[\\w-]{43}`).exec(out)?.[0] ?? '';
    const id = /its id is ([0-9a-f]{12}):/.exec(out)?.[1] ?? '';
    expect(text).not.toBe('');
    const later = [
      await desk.tell(kind, 'list', 'acme'),
      await desk.tell('tenant', 'show', 'acme', '--json'),
    ];
    for (const said of later) {
      expect(said).toContain(id);
      expect(said).not.toContain(text);
    }
    expect(JSON.stringify(await desk.storage.tenants.find('acme')).includes(text)).toBe(kind === 'secret');
    await desk.tell(kind, 'revoke', 'acme', id);
    expect(JSON.stringify(await desk.storage.tenants.find('acme'))).not.toContain(text);
    expect(await desk.tell(kind, 'list', 'acme')).toContain('revoked');
    expect(await desk.fail(kind, 'revoke', 'acme', id)).toContain('that is good');
  }
});

test('a tenant is removed only by saying its name twice, and what went is told', async () => {
  await using desk = await world();
  await desk.tell('tenant', 'add', 'acme');
  await desk.tell('secret', 'add', 'acme');
  expect(await desk.fail('tenant', 'remove', 'acme')).toContain('--confirm acme');
  expect(await desk.fail('tenant', 'remove', 'acme', '--confirm', 'acne')).toContain('--confirm acme');
  const told = await desk.tell('tenant', 'remove', 'acme', '--confirm', 'acme');
  expect(told).toMatch(/1 {2}tenants$/m);
  expect(told).toMatch(/1 {2}tenant secrets$/m);
  expect(await desk.storage.tenants.find('acme')).toBeUndefined();
});

const WRONG = [
  [['tenant', 'add', 'a/b'], /cannot be a tenant's id/],
  [['tenant', 'add', 'demo2', '--domain', 'exa mple'], /is no domain/],
  [['tenant', 'add', 'demo2', '--set', 'replyDepth=11'], /replyDepth is "11", but it must be a whole number/],
  [['tenant', 'add', 'demo2', '--set', '__proto__=1'], /is not <setting>=<value>/],
  [['tenant', 'add', 'known'], /There is a tenant "known" already/],
  [['tenant', 'set', 'known', 'commentLength=99999'], /from 1 to 2000/],
  [
    ['tenant', 'set', 'known', 'locale=klingon'],
    /locale is "klingon", but it must be null or one of en, en_us/,
  ],
  [['tenant', 'set', 'known', 'retentionDays=0'], /from 1 to 365, or null for the server's/],
  [['tenant', 'set', 'known', 'retentionDays=366'], /from 1 to 365, or null for the server's/],
  [['tenant', 'set', 'known', 'retentionEvents=99'], /from 100 to 1000000, or null for the server's/],
  [['tenant', 'set', 'known', 'operationsPerMinute=0'], /from 1 to 100000000, or null for the server's/],
  [['tenant', 'set', 'known', 'uploadsPerMinuteOfOne=many'], /uploadsPerMinuteOfOne is "many"/],
  [['tenant', 'set', 'known'], /^Say what to set: imagechat tenant set/],
  [['tenant', 'show', 'nobody'], /There is no tenant "nobody"/],
  [['tenant', 'domain', 'remove', 'known', 'example.com'], /is not on the list/],
  [['tenant', 'rename', 'known'], /"tenant rename" is not known; there is tenant add, list/],
  [['secret', 'add', 'nobody'], /There is no tenant "nobody"/],
  [['key', 'revoke', 'known'], /^Say it like this: imagechat key revoke <tenant> <id>/],
] as const;

test('what cannot be done is one sentence and code 1', async () => {
  await using desk = await world();
  await desk.tell('tenant', 'add', 'known');
  for (const [args, sentence] of WRONG) expect(await desk.fail(...args)).toMatch(sentence);
});

test('help says every setting with its default and what it means', async () => {
  await using desk = await world();
  const help = await desk.tell('tenant');
  expect(help).toContain('imagechat tenant domain add <id> <domain>');
  for (const words of ['replyDepth=0', 'whoMayCreate=everyone', 'Only signed-in users may look'])
    expect(help).toContain(words);
  expect(await desk.tell('secret', 'help')).toContain('imagechat secret revoke <tenant> <id>');
});
