import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { Connection } from './connection.ts';
import { migrate, migrations } from './migrate.ts';

test('migrating twice changes nothing, and one that fails halfway leaves nothing behind', async () => {
  using folder = temporaryFolder();
  const connection = Connection.forWriting({ file: join(folder.path, 'migrate.db'), busyMs: 100 });
  const tables = () =>
    connection.database.query("select name, sql from sqlite_schema where type = 'table' order by name").all();
  await migrate(connection.database);
  const before = tables();
  await migrate(connection.database);
  expect(tables()).toEqual(before);

  const broken = {
    ...migrations,
    '9998-broken': {
      up: async (db: Parameters<(typeof migrations)[string]['up']>[0]) => {
        await db.schema.createTable('half').addColumn('id', 'integer').execute();
        throw new Error('the power went');
      },
    },
  };
  const error: unknown = await migrate(connection.database, broken).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ message: 'the power went' });
  expect(tables()).toEqual(before);
  await migrate(connection.database);
  connection.close();
});
