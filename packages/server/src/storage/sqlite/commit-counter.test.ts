import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { CommitCounter, countInFile, isBefore } from './commit-counter.ts';
import { Connection } from './connection.ts';

test('E1 transactions that change something are counted, others are not, and the count goes back with them', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'counted.db');
  expect(countInFile(file)).toBeUndefined();
  const connection = Connection.forWriting({ file, busyMs: 100 });
  connection.database.run('create table t (a)');
  const counter = new CommitCounter(connection);
  const transaction = counter.transactions();
  const insert = () => connection.database.run('insert into t values (1)');
  transaction(insert);
  transaction(() => connection.database.query('select * from t').all());
  transaction(() => connection.database.run('delete from t where a = 7'));
  expect(counter.read()).toBe(1);
  const failing = () =>
    transaction(() => {
      insert();
      throw new Error('not so');
    });
  expect(failing).toThrow('not so');
  expect(counter.read()).toBe(1);
  transaction(() => counter.raise());
  expect(counter.read()).toBe(2);
  connection.database.run(`pragma user_version = ${2 ** 31 - 1}`);
  transaction(insert);
  expect(counter.read()).toBe(0);
  connection.database.run('pragma user_version = 77');
  connection.close();
  expect(countInFile(file)).toBe(77);
});

test('E1 a count is before another one also where it began again at 0', () => {
  expect([isBefore(1, 2), isBefore(2, 2), isBefore(3, 2)]).toEqual([true, false, false]);
  expect([isBefore(2 ** 31 - 5, 3), isBefore(3, 2 ** 31 - 5)]).toEqual([true, false]);
});
