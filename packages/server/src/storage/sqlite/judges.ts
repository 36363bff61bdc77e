import { type Judge, KEPT_VERDICTS, type Verdict } from '@imagechat/core/ports/judges';
import { judgeOf, judgeQueries, judgesOf, rowOfJudge, rowOfVerdict, verdictOf } from '../queries/judges.ts';
import type { Connection, PreparedAll, Transaction } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';
import type { TenantWriter } from './tenant-writer.ts';

type Queries = PreparedAll<ReturnType<typeof judgeQueries>>;

/** Reads judges. What it returns is what their port says. */
export class JudgeReader {
  readonly #queries: Queries;

  constructor(connection: Connection) {
    this.#queries = connection.prepareAll(judgeQueries(sqliteBuilder));
  }

  find(tenantId: string): Judge | undefined {
    const row = this.#queries.judge.first({ tenantId });
    return row && judgeOf(row);
  }

  active(): readonly (readonly [string, Judge])[] {
    return judgesOf(this.#queries.activeJudges.all({}));
  }

  verdicts(tenantId: string, most: number): readonly Verdict[] {
    return this.#queries.verdicts.all({ tenantId, most }).map(verdictOf);
  }
}

/** Changes judges, under a new version of tenants, and notes what they said. What it returns is what their port says. */
export class JudgeWriter {
  readonly #transaction: Transaction;
  readonly #queries: Queries;
  readonly #tenants: Pick<TenantWriter, 'changing'>;

  constructor(connection: Connection, transaction: Transaction, tenants: Pick<TenantWriter, 'changing'>) {
    this.#transaction = transaction;
    this.#tenants = tenants;
    this.#queries = connection.prepareAll(judgeQueries(sqliteBuilder));
  }

  put(tenantId: string, judge: Judge): void {
    this.#tenants.changing(() => {
      this.#queries.putJudge.run(rowOfJudge(tenantId, judge));
      return true;
    });
  }

  remove(tenantId: string): boolean {
    return this.#tenants.changing(() => {
      this.#queries.removeVerdicts.run({ tenantId });
      return this.#queries.removeJudge.first({ tenantId }) !== undefined;
    });
  }

  note(tenantId: string, verdict: Verdict): void {
    this.#transaction(() => {
      this.#queries.noteVerdict.run(rowOfVerdict(tenantId, verdict));
      const last = this.#queries.lastVerdict.first({ tenantId, skipped: KEPT_VERDICTS - 1 });
      if (last) this.#queries.forgetVerdicts.run({ tenantId, before: last.at });
    });
  }
}
