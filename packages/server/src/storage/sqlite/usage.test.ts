import { expect, test } from 'bun:test';
import { create, submission } from '@imagechat/core/testing/builders';
import { CREATED_NOTHING, usageContract } from '@imagechat/core/testing/usage-contract';
import { inProcessStorage } from '../../testing/in-process-storage.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { openSqliteStorage } from './open.ts';

usageContract('SQLite', () => inProcessStorage());

test('M1 usage belongs to the data: what was acknowledged and saved is there when opened again', async () => {
  using folder = temporaryFolder();
  const open = () => openSqliteStorage({ dataDir: folder.path, log: () => undefined });
  const first = await open();
  const [outcome] = await first.submit([{ ...submission(create()), site: 'a.example' }]);
  const day = new Date(outcome?.accepted ? outcome.at : 0).toISOString().slice(0, 10);
  const counted = { pubSubMessageCount: 1, pubSubBandwidth: 2, commentFetchCount: 3, connectionPeak: 4 };
  const total = {
    tenantId: 'demo',
    site: 'a.example',
    day,
    ...counted,
    framesSaved: 5,
    apiCreditsUsed: 6,
    apiErrorCount: 7,
  };
  await first.usage.save('run', [total]);
  await first.close();
  const again = await open();
  expect(await again.usage.read('demo', day, day)).toEqual([
    { ...total, ...CREATED_NOTHING, conversationCreateCount: 1, commentCreateCount: 1 },
  ]);
  await again.close();
});

test('M1 a group that could not be written counted nothing', async () => {
  const { writer, reader, connection, close } = await inProcessStorage();
  writer.submit([submission(create())]);
  const { page_count: pages } = connection.database.query('pragma page_count').get() as {
    page_count: number;
  };
  connection.database.run(`pragma max_page_count = ${pages}`);
  const group = Array.from({ length: 200 }, () => submission(create()));
  expect(() => writer.submit(group)).toThrow(/full/);
  expect(reader.usage('demo', '0', '9')).toMatchObject([{ conversationCreateCount: 1 }]);
  await close();
});
