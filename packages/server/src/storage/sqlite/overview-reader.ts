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
    const { all, flagged, ofStatus } = this.#queries;
    if (view === 'all') return all.all(args).map(lookedCommentOf);
    if (view === 'flagged') return flagged.all(args).map(lookedCommentOf);
    return ofStatus.all({ ...args, status: view }).map(lookedCommentOf);
  }

  counts(tenantId: string, most: number): Awaited<ReturnType<Overview['counts']>> {
    const count = (status: string): number => this.#queries.count.all({ tenantId, status, most }).length;
    return this.#transaction(() => ({
      pending: count('pending'),
      flagged: this.#queries.countFlagged.all({ tenantId, most }).length,
      spam: count('spam'),
      hidden: count('hidden'),
    }));
  }
}
