import { type JudgeStore, KEPT_VERDICTS } from '@imagechat/core/ports/judges';
import { judgeOf, judgeQueries, judgesOf, rowOfJudge, rowOfVerdict, verdictOf } from '../queries/judges.ts';
import type { PgDatabase } from './database.ts';
import { postgresBuilder } from './dialect.ts';
import { changeTenants } from './tenants.ts';

const queries = judgeQueries(postgresBuilder);

/** Judges in Postgres, and what they said to whichever process asked. */
export function postgresJudges(database: PgDatabase): JudgeStore {
  return {
    async find(tenantId) {
      const row = await database.read([tenantId], (work) => work.first(queries.judge, { tenantId }));
      return row && judgeOf(row);
    },
    async put(tenantId, judge) {
      await changeTenants(database, async (work) => {
        await work.all(queries.putJudge, rowOfJudge(tenantId, judge));
        return true;
      });
    },
    remove: (tenantId) =>
      changeTenants(database, async (work) => {
        await work.all(queries.removeVerdicts, { tenantId });
        return (await work.first(queries.removeJudge, { tenantId })) !== undefined;
      }),
    async active() {
      return judgesOf(await database.read('all', (work) => work.all(queries.activeJudges, {})));
    },
    note: (tenantId, verdict) =>
      database.write([tenantId], async (work) => {
        await work.all(queries.noteVerdict, rowOfVerdict(tenantId, verdict));
        const last = await work.first(queries.lastVerdict, { tenantId, skipped: KEPT_VERDICTS - 1 });
        if (last) await work.all(queries.forgetVerdicts, { tenantId, before: last.at });
      }),
    async verdicts(tenantId, most) {
      const rows = await database.read([tenantId], (work) => work.all(queries.verdicts, { tenantId, most }));
      return rows.map(verdictOf);
    },
  };
}
