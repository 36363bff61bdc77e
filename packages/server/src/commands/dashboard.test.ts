import { expect, test } from 'bun:test';
import { secretHash } from '../dashboard/one-time-link.ts';
import { openSqliteStorage } from '../storage/sqlite/open.ts';
import { runCommand } from '../testing/fake-terminal.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

test('beside a running server it prints a link for set-up, and once somebody owns it, one for a new password', async () => {
  using folder = temporaryFolder();
  const storage = await openSqliteStorage({ dataDir: folder.path, log: () => undefined });
  const run = (...args: string[]) => runCommand(['dashboard', 'link', ...args], { DATA_DIR: folder.path });
  const linkIn = async (out: string) => {
    const [, page, secret = ''] = /\/dashboard\/(\w+)#([\w-]{43})/.exec(out) ?? [];
    return {
      page,
      hash: secretHash(secret),
      link: await storage.accounts.link(secretHash(secret), Date.now()),
    };
  };
  const first = await linkIn((await run()).out);
  expect([first.page, first.link?.kind]).toEqual(['setup', 'setup']);
  const olive = { id: 'olive', login: 'olive@example.com', name: 'Olive', passwordHash: '' };
  await storage.accounts.useLink(first.hash, { ...olive, isOwner: true, createdAt: 1 }, Date.now());
  const second = await linkIn((await run()).out);
  expect([second.page, second.link]).toMatchObject(['password', { kind: 'password', accountId: 'olive' }]);
  const third = await linkIn((await run('--login', 'Olive@example.com')).out);
  expect(third.link?.accountId).toBe('olive');
  expect(await storage.accounts.link(second.hash, Date.now())).toBeUndefined();
  expect((await run('--login', 'eve@example.com')).err).toContain('Nobody signs in as');
  const acts = await storage.audit.read('', 9);
  expect(acts.map(({ action }) => action)).toEqual([
    'make-password-link',
    'make-password-link',
    'make-setup-link',
  ]);
  await storage.close();
});
