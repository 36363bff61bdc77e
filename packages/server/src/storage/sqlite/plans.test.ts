import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { accountQueries } from '../queries/accounts.ts';
import { archiveQueries } from '../queries/archive.ts';
import { auditQueries } from '../queries/audit.ts';
import { banQueries } from '../queries/bans.ts';
import { commentQueries } from '../queries/comments.ts';
import { conversationQueries } from '../queries/conversations.ts';
import { eventQueries } from '../queries/events.ts';
import { imageIndexQueries } from '../queries/image-index.ts';
import { imageQueries } from '../queries/images.ts';
import { metaQueries } from '../queries/meta.ts';
import { overviewQueries } from '../queries/overview.ts';
import { peopleQueries } from '../queries/people.ts';
import { speakerQueries } from '../queries/speakers.ts';
import { tenantQueries } from '../queries/tenants.ts';
import { usageQueries } from '../queries/usage.ts';
import { webhookQueries } from '../queries/webhooks.ts';
import { Connection } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';
import { migrate } from './migrate.ts';

const nouns = {
  accountQueries,
  archiveQueries,
  auditQueries,
  banQueries,
  peopleQueries,
  commentQueries,
  conversationQueries,
  eventQueries,
  imageIndexQueries,
  imageQueries,
  metaQueries,
  overviewQueries,
  speakerQueries,
  tenantQueries,
  usageQueries,
  webhookQueries,
};

/** The one query that is meant to read a whole table. */
const WHOLE_TABLE = new Set(['tenantQueries.list']);

test('every query finds its rows by an index, none walks a whole tenant, and none sorts', async () => {
  using folder = temporaryFolder();
  const connection = Connection.forWriting({ file: join(folder.path, 'plans.db'), busyMs: 100 });
  await migrate(connection.database);
  const plans = Object.entries(nouns).flatMap(([noun, queries]) =>
    Object.entries(queries(sqliteBuilder)).map(([name, { sql }]) => ({
      name: `${noun}.${name}`,
      steps: (connection.database.query(`explain query plan ${sql}`).all() as { detail: string }[]).map(
        ({ detail }) => detail,
      ),
    })),
  );
  connection.close();
  expect(plans.length).toBeGreaterThan(20);
  const slow = plans.filter(
    ({ name, steps }) =>
      !WHOLE_TABLE.has(name) &&
      steps.some((step) =>
        /^SCAN (?!k\b)|TEMP B-TREE|AUTOMATIC|(events|comments|conversations) USING .*\(tenant_id=\?\)$/.test(
          step,
        ),
      ),
  );
  expect(slow).toEqual([]);
});

test('the writing connection commits to the disk, and the reading one cannot write', async () => {
  using folder = temporaryFolder();
  const options = { file: join(folder.path, 'pragmas.db'), busyMs: 1234 };
  const connection = Connection.forWriting(options);
  await migrate(connection.database);
  const pragma = (name: string) => Object.values(connection.database.query(`pragma ${name}`).get() ?? {})[0];
  expect(pragma('journal_mode')).toBe('wal');
  expect(pragma('synchronous')).toBe(2);
  expect(pragma('foreign_keys')).toBe(1);
  expect(pragma('busy_timeout')).toBe(1234);
  const reader = Connection.forReading(options);
  expect(() => reader.database.run("insert into meta values ('epoch', 'x')")).toThrow(/readonly/);
  reader.close();
  connection.close();
});
