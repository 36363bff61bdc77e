import { expect, test } from 'bun:test';
import { create, submission } from '@imagechat/core/testing/builders';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { accountQueries } from '../queries/accounts.ts';
import { archiveQueries } from '../queries/archive.ts';
import { auditQueries } from '../queries/audit.ts';
import { banQueries } from '../queries/bans.ts';
import { overviewQueries } from '../queries/overview.ts';
import { peopleQueries } from '../queries/people.ts';
import { usageQueries } from '../queries/usage.ts';
import { webhookQueries } from '../queries/webhooks.ts';
import type { Query, Values } from '../query.ts';
import { postgresBuilder } from './dialect.ts';
import { PostgresStorage } from './storage.ts';

const world = await postgresWorld();

const account = accountQueries(postgresBuilder);
const archive = archiveQueries(postgresBuilder);
const audit = auditQueries(postgresBuilder);
const bans = banQueries(postgresBuilder);
const overview = overviewQueries(postgresBuilder);
const people = peopleQueries(postgresBuilder);
const usage = usageQueries(postgresBuilder);
const webhooks = webhookQueries(postgresBuilder);

/** Everything that the dashboard's lists are read by. */
const READ = {
  ...named('overview', overview),
  ...named('archive', archive),
  'people.latest': people.latest,
  'people.page': people.page,
  'people.find': people.find,
  ...Object.fromEntries(
    Object.entries(people)
      .filter(([name]) => /^by|search/i.test(name))
      .map(([name, query]) => [`people.${name}`, query]),
  ),
  'audit.newest': audit.newest,
  'bans.bans': bans.bans,
  'bans.signOuts': bans.signOuts,
  'account.members': account.members,
  'account.session': account.session,
  'account.invitations': account.invitations,
  'usage.created': usage.created,
  'usage.totals': usage.totals,
  'webhooks.list': webhooks.list,
  'webhooks.newest': webhooks.newest,
} as const;

/** What any of them may be asked with. */
const ASKED: Values = {
  ...{ tenantId: 'demo', urlId: 'picture-7', imageId: 7, id: 'x', hash: 'x', conversationId: 'x' },
  ...{ beforeAt: 1e15, beforeId: '~', since: 0, most: 30, status: 'pending', after: '', now: 1 },
  ...{ from: 'a', to: 'b', fromDay: '2026-01-01', toDay: '2026-02-01', webhookId: 'w', key: 'k' },
};

/** Where the same name is another thing. */
const OTHERWISE: Readonly<Record<string, Values>> = { 'archive.comments': { after: 0 } };

/** A few rows for each tenant or server, which are read whole and put in order. */
const SMALL = new Set([
  'account.members',
  'account.invitations',
  'bans.bans',
  'bans.signOuts',
  'usage.created',
  'usage.totals',
  'webhooks.list',
]);

function named(noun: string, queries: object): Record<string, Query<Values, unknown>> {
  return Object.fromEntries(
    Object.entries(queries as Record<string, Query<Values, unknown>>).map(([name, query]) => [
      `${noun}.${name}`,
      query,
    ]),
  );
}

test('every list of the dashboard has an index that finds its rows in their order: no table is walked, and none sorted', async () => {
  const { database, tables } = await world.database();
  const storage = new PostgresStorage({ database, tables, epoch: 'e1', now: Date.now });
  await storage.submit(
    Array.from({ length: 300 }, (_, n) => submission(create(), undefined, `picture-${n}`)),
  );
  const plans = await database.write(['demo'], async (work) => {
    // Tables of a test are so small that walking them is right; what is asked is whether there is another way.
    for (const way of ['seqscan', 'sort', 'bitmapscan', 'hashjoin', 'mergejoin'])
      await work.raw(`set local enable_${way} = off`);
    const all: { name: string; plan: string }[] = [];
    for (const [name, query] of Object.entries(READ) as [string, Query<Values, unknown>][]) {
      const rows = await work.raw<{ 'QUERY PLAN': string }>(
        `explain ${query.sql}`,
        query.parameters({ ...ASKED, ...OTHERWISE[name] }),
      );
      all.push({ name, plan: rows.map((row) => row['QUERY PLAN']).join('\n') });
    }
    return all;
  });
  await storage.close();
  expect(plans.length).toBeGreaterThan(20);
  for (const { name, plan } of plans) {
    expect(plan, name).not.toMatch(/Seq Scan/);
    if (!SMALL.has(name)) expect(plan, name).not.toMatch(/Sort/);
  }
});
