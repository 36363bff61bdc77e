import type {
  CommentWalk,
  ListPlace,
  LookedComment,
  LookedImage,
  Overview,
} from '@imagechat/core/ports/overview';
import { lookedCommentOf, lookedImageOf, overviewQueries, walkArgs } from '../queries/overview.ts';
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

  images(tenantId: string, { at, id }: ListPlace, most: number, mostOpen: number): readonly LookedImage[] {
    const asked = { tenantId, beforeAt: at, beforeId: id, most };
    return this.#transaction(() =>
      this.#queries.images
        .all(asked)
        .map((row) => lookedImageOf(row, this.#open(tenantId, row.id, mostOpen))),
    );
  }

  image(tenantId: string, urlId: string, mostOpen: number): LookedImage | undefined {
    return this.#transaction(() => {
      const row = this.#queries.image.first({ tenantId, urlId });
      return row && lookedImageOf(row, this.#open(tenantId, row.id, mostOpen));
    });
  }

  #open(tenantId: string, imageId: number, most: number): number {
    return this.#queries.open.all({ tenantId, imageId, most }).length;
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
