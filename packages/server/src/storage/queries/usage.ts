import { type DailyUsage, type UsageTotal, noUsage } from '@imagechat/core/ports/usage';
import { type Arg, type Builder, asGiven, define } from '../query.ts';

type Place = { tenantId: string; day: string; site: string };
type Created = { conversations: number; comments: number; votes: number; accounts: number };
type Days = { tenantId: string; fromDay: string; toDay: string };

/** What tenants used, by UTC day and site (M1). */
export function usageQueries(builder: Builder) {
  return { ...reads(builder), ...writes(builder) };
}

function reads({ db }: Builder) {
  return {
    /** What was created, oldest first. */
    created: define((arg: Arg<Days>) =>
      db
        .selectFrom('usage_created')
        .select(['day', 'site', 'conversations', 'comments', 'votes', 'accounts'])
        .where('tenant_id', '=', arg('tenantId'))
        .where('day', '>=', arg('fromDay'))
        .where('day', '<=', arg('toDay'))
        .orderBy('day')
        .orderBy('site'),
    ),
    /** What all runs together handed out, oldest first. */
    totals: define((arg: Arg<Days>) =>
      db
        .selectFrom('usage_totals')
        .select(['day', 'site'])
        .select(({ fn }) => [
          fn.sum<number>('messages').as('messages'),
          fn.sum<number>('bandwidth').as('bandwidth'),
          fn.sum<number>('comments_fetched').as('comments_fetched'),
          fn.sum<number>('connection_peak').as('connection_peak'),
          fn.sum<number>('frames_saved').as('frames_saved'),
          fn.sum<number>('api_requests').as('api_requests'),
          fn.sum<number>('api_errors').as('api_errors'),
        ])
        .where('tenant_id', '=', arg('tenantId'))
        .where('day', '>=', arg('fromDay'))
        .where('day', '<=', arg('toDay'))
        .groupBy(['day', 'site'])
        .orderBy('day')
        .orderBy('site'),
    ),
  };
}

function writes({ db }: Builder) {
  return {
    /** Counts what a group created on top of what is there. */
    addCreated: define((arg: Arg<Place & Created>) =>
      db
        .insertInto('usage_created')
        .values({
          tenant_id: arg('tenantId'),
          day: arg('day'),
          site: arg('site'),
          conversations: arg('conversations'),
          comments: arg('comments'),
          votes: arg('votes'),
          accounts: arg('accounts'),
        })
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'day', 'site']).doUpdateSet((row) => ({
            conversations: row('usage_created.conversations', '+', row.ref('excluded.conversations')),
            comments: row('usage_created.comments', '+', row.ref('excluded.comments')),
            votes: row('usage_created.votes', '+', row.ref('excluded.votes')),
            accounts: row('usage_created.accounts', '+', row.ref('excluded.accounts')),
          })),
        ),
    ),
    /** Puts what a run counted in the place of what it said before. */
    setTotal: define((arg: Arg<{ run: string } & UsageTotalArgs>) =>
      db
        .insertInto('usage_totals')
        .values({
          tenant_id: arg('tenantId'),
          day: arg('day'),
          site: arg('site'),
          run: arg('run'),
          messages: arg('pubSubMessageCount'),
          bandwidth: arg('pubSubBandwidth'),
          comments_fetched: arg('commentFetchCount'),
          connection_peak: arg('connectionPeak'),
          frames_saved: arg('framesSaved'),
          api_requests: arg('apiCreditsUsed'),
          api_errors: arg('apiErrorCount'),
        })
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'day', 'site', 'run']).doUpdateSet(asGiven(...TOTALS)),
        ),
    ),
  };
}

/** What a run counts, as columns. */
const TOTALS = [
  'messages',
  'bandwidth',
  'comments_fetched',
  'connection_peak',
  'frames_saved',
  'api_requests',
  'api_errors',
] as const;

/** {@link UsageTotal} as the arguments of a query. */
type UsageTotalArgs = { [Name in keyof UsageTotal]: UsageTotal[Name] };

/** Rows of both kinds as one list, oldest first. */
export function dailyUsageOf(
  tenantId: string,
  created: readonly ({ day: string; site: string } & Created)[],
  totals: readonly TotalRow[],
): DailyUsage[] {
  const all = new Map<string, DailyUsage>();
  for (const { day, site, ...row } of totals)
    all.set(`${day}/${site}`, {
      ...noUsage(tenantId, site, day),
      pubSubMessageCount: row.messages,
      pubSubBandwidth: row.bandwidth,
      commentFetchCount: row.comments_fetched,
      connectionPeak: row.connection_peak,
      framesSaved: row.frames_saved,
      apiCreditsUsed: row.api_requests,
      apiErrorCount: row.api_errors,
    });
  for (const { day, site, conversations, comments, votes, accounts } of created)
    all.set(`${day}/${site}`, {
      ...(all.get(`${day}/${site}`) ?? noUsage(tenantId, site, day)),
      conversationCreateCount: conversations,
      commentCreateCount: comments,
      voteCount: votes,
      accountCreatedCount: accounts,
    });
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, usage]) => usage);
}

interface TotalRow {
  readonly day: string;
  readonly site: string;
  readonly messages: number;
  readonly bandwidth: number;
  readonly comments_fetched: number;
  readonly connection_peak: number;
  readonly frames_saved: number;
  readonly api_requests: number;
  readonly api_errors: number;
}
