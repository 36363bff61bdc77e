import type { CommentWalk, LookedComment, Overview } from '@imagechat/core/ports/overview';
import { lookedCommentOf, overviewQueries, walkArgs } from '../queries/overview.ts';
import type { Connection, PreparedAll, Transaction } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';

/** Reads a tenant's comments over all its images. What it returns is what {@link Overview} says. */
export class OverviewReader {
  readonly #transaction: Transaction;
  readonly #queries: PreparedAll<ReturnType<typeof overviewQueries>>;

  constructor(connection: Connection, transaction: Transaction) {
    this.#transaction = transaction;
    this.#queries = connection.prepareAll(overviewQueries(sqliteBuilder));
  }

  comments(tenantId: string, walk: CommentWalk): readonly LookedComment[] {
    const args = walkArgs(tenantId, walk);
    const { view } = walk;
    const rows =
      view === 'all' ? this.#queries.all.all(args) : this.#queries.ofStatus.all({ ...args, status: view });
    return rows.map(lookedCommentOf);
  }

  counts(tenantId: string, most: number): Awaited<ReturnType<Overview['counts']>> {
    const count = (status: string): number => this.#queries.count.all({ tenantId, status, most }).length;
    return this.#transaction(() => ({
      pending: count('pending'),
      spam: count('spam'),
      hidden: count('hidden'),
    }));
  }
}
