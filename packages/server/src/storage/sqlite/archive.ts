import type { KeptComment } from '@imagechat/core/eyes';
import type { ArchivedImage } from '@imagechat/core/ports/archive';
import type { ImageKey } from '@imagechat/protocol/ids';
import { archiveQueries, archivedOf } from '../queries/archive.ts';
import { commentOf } from '../queries/comments.ts';
import type { Connection, PreparedAll } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';

/** Reads everything of a tenant. What it returns is what the archive's port says. */
export class ArchiveReader {
  readonly #queries: PreparedAll<ReturnType<typeof archiveQueries>>;

  constructor(connection: Connection) {
    this.#queries = connection.prepareAll(archiveQueries(sqliteBuilder));
  }

  images(tenantId: string, after: string, most: number): readonly ArchivedImage[] {
    return this.#queries.images.all({ tenantId, after, most }).map(archivedOf);
  }

  image({ tenantId, urlId }: ImageKey): ArchivedImage | undefined {
    const row = this.#queries.image.first({ tenantId, urlId });
    return row && archivedOf(row);
  }

  comments(
    { tenantId }: ImageKey,
    conversationId: string,
    after: number,
    most: number,
  ): readonly KeptComment[] {
    return this.#queries.comments.all({ tenantId, conversationId, after, most }).map(commentOf);
  }
}
