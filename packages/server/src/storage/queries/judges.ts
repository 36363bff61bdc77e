import type { Judge, Verdict } from '@imagechat/core/ports/judges';
import { type Arg, type Builder, asGiven, define } from '../query.ts';
import type { JudgesTable, VerdictsTable } from '../schema.ts';

type Row<Table> = { [Column in keyof Table]: Table[Column] };
type Tenant = { tenantId: string };

/** Programs that are asked about comments, and what they said last. */
export function judgeQueries({ db }: Builder) {
  return {
    judge: define((arg: Arg<Tenant>) =>
      db.selectFrom('judges').selectAll().where('tenant_id', '=', arg('tenantId')),
    ),
    activeJudges: define(() => db.selectFrom('judges').selectAll().where('active', '=', 1)),
    putJudge: define((arg: Arg<Row<JudgesTable>>) =>
      db
        .insertInto('judges')
        .values({
          tenant_id: arg('tenant_id'),
          url: arg('url'),
          secret: arg('secret'),
          fails: arg('fails'),
          most_ms: arg('most_ms'),
          active: arg('active'),
          created_at: arg('created_at'),
        })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant_id'])
            .doUpdateSet(asGiven('url', 'secret', 'fails', 'most_ms', 'active', 'created_at')),
        ),
    ),
    removeJudge: define((arg: Arg<Tenant>) =>
      db.deleteFrom('judges').where('tenant_id', '=', arg('tenantId')).returning('tenant_id'),
    ),
    ...verdicts({ db }),
  };
}

function verdicts({ db }: Pick<Builder, 'db'>) {
  const newest = (arg: Arg<Tenant>) =>
    db
      .selectFrom('verdicts')
      .where('tenant_id', '=', arg('tenantId'))
      .orderBy('at', 'desc')
      .orderBy('id', 'desc');
  return {
    removeVerdicts: define((arg: Arg<Tenant>) =>
      db.deleteFrom('verdicts').where('tenant_id', '=', arg('tenantId')),
    ),
    noteVerdict: define((arg: Arg<Row<VerdictsTable>>) =>
      db.insertInto('verdicts').values({
        tenant_id: arg('tenant_id'),
        id: arg('id'),
        url_id: arg('url_id'),
        conversation_id: arg('conversation_id'),
        comment_id: arg('comment_id'),
        at: arg('at'),
        took_ms: arg('took_ms'),
        outcome: arg('outcome'),
        status: arg('status'),
        why: arg('why'),
      }),
    ),
    verdicts: define((arg: Arg<Tenant & { most: number }>) => newest(arg).selectAll().limit(arg('most'))),
    lastVerdict: define((arg: Arg<Tenant & { skipped: number }>) =>
      newest(arg).select('at').limit(1).offset(arg('skipped')),
    ),
    forgetVerdicts: define((arg: Arg<Tenant & { before: number }>) =>
      db.deleteFrom('verdicts').where('tenant_id', '=', arg('tenantId')).where('at', '<', arg('before')),
    ),
  };
}

/** A judge as the rest of the server knows it. */
export function judgeOf(row: JudgesTable): Judge {
  const { fails, secret, url } = row;
  return { url, secret, fails, mostMs: row.most_ms, active: row.active === 1, createdAt: row.created_at };
}

/** The other way round. */
export function rowOfJudge(tenantId: string, judge: Judge): Row<JudgesTable> {
  const { fails, secret, url } = judge;
  return {
    ...{ tenant_id: tenantId, url, secret, fails, most_ms: judge.mostMs },
    ...{ active: Number(judge.active), created_at: judge.createdAt },
  };
}

/** All that are followed, in one order. */
export function judgesOf(rows: readonly JudgesTable[]): (readonly [string, Judge])[] {
  return rows.map((row) => [row.tenant_id, judgeOf(row)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A verdict as the rest of the server knows it. */
export function verdictOf(row: VerdictsTable): Verdict {
  const { at, id, outcome, status, why } = row;
  return {
    ...{ id, urlId: row.url_id, conversationId: row.conversation_id, commentId: row.comment_id },
    ...{ at, tookMs: row.took_ms, outcome, status, why },
  };
}

/** The other way round. */
export function rowOfVerdict(tenantId: string, verdict: Verdict): Row<VerdictsTable> {
  const { at, id, outcome, status, why } = verdict;
  return {
    ...{ tenant_id: tenantId, id, url_id: verdict.urlId, conversation_id: verdict.conversationId },
    ...{ comment_id: verdict.commentId, at, took_ms: verdict.tookMs, outcome, status, why },
  };
}
