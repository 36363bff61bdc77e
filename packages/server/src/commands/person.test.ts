import { expect, test } from 'bun:test';
import { add, create, submission } from '@imagechat/core/testing/builders';
import { erasedMark } from '../identity/person-marks.ts';
import { openSqliteStorage } from '../storage/sqlite/open.ts';
import { runCommand } from '../testing/fake-terminal.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

test('a person is exported and erased beside a running server, whose log tells who asked', async () => {
  using folder = temporaryFolder();
  const storage = await openSqliteStorage({ dataDir: folder.path, log: () => undefined });
  const run = (...args: string[]) => runCommand(['person', ...args], { DATA_DIR: folder.path });
  const of = ['--tenant', 'demo', '--id', 'ada'];
  const start = create();
  await storage.submit([submission(start), submission(add(start.id, 'A second word'))]);
  const told = await run('export', ...of);
  expect(JSON.parse(told.out)).toMatchObject({
    id: 'ada',
    comments: [{ text: 'Look here' }, { text: 'A second word' }],
  });
  expect((await run('erase', ...of)).err).toContain('--confirm ada');
  const erased = await run('erase', ...of, '--confirm', 'ada');
  expect(erased).toMatchObject({ code: 0, err: '' });
  expect(erased.out).toMatch(/2 {2}comments$/m);
  const image = { tenantId: 'demo', urlId: 'picture' };
  expect((await storage.snapshot(image)).conversations).toEqual([]);
  expect(JSON.parse((await run('export', ...of)).out).comments).toEqual([]);
  const acts = await storage.audit.read('demo', 9);
  expect(acts.map(({ action, by, subject }) => [action, by, subject])).toEqual([
    ['export-person', 'command line', 'ada'],
    ['erase-person', 'command line', erasedMark('ada', await storage.secret())],
    ['export-person', 'command line', erasedMark('ada', await storage.secret())],
  ]);
  expect((await storage.bans.exclusions('demo', 0)).signOuts).toMatchObject([
    { actorId: erasedMark('ada', await storage.secret()), final: true },
  ]);
  expect((await run('export', '--id', 'ada')).err).toStartWith('Say it like this: imagechat person export');
  await storage.close();
});
