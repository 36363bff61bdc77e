import { commentQueries } from '../queries/comments.ts';
import { conversationQueries } from '../queries/conversations.ts';
import { uploadQueries } from '../queries/uploads.ts';
import type { Connection, PreparedAll } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';

interface Key {
  readonly tenant_id: string;
  readonly id: string;
}

/** Removes rows for good; to be called inside a transaction. */
export class Disposal {
  readonly #conversations: PreparedAll<ReturnType<typeof conversationQueries>>;
  readonly #comments: PreparedAll<ReturnType<typeof commentQueries>>;
  readonly #uploads: PreparedAll<ReturnType<typeof uploadQueries>>;

  constructor(connection: Connection) {
    this.#conversations = connection.prepareAll(conversationQueries(sqliteBuilder));
    this.#comments = connection.prepareAll(commentQueries(sqliteBuilder));
    this.#uploads = connection.prepareAll(uploadQueries(sqliteBuilder));
  }

  /** What was deleted before a time, at most so many rows; answers how many went. */
  before(before: number, most: number): number {
    const comments = this.#removeComments(this.#comments.deletedBefore.all({ before, most }));
    const room = most - comments;
    if (room <= 0) return comments;
    return (
      comments +
      this.#removeConversations(this.#conversations.deletedBefore.all({ before, most: room }), room)
    );
  }

  #removeComments(keys: readonly Key[]): number {
    for (const { tenant_id: tenantId, id } of keys) {
      this.#uploads.forget.run({ tenantId, commentId: id });
      this.#comments.dispose.run({ tenantId, id });
    }
    return keys.length;
  }

  /** A conversation goes after its comments. */
  #removeConversations(keys: readonly Key[], most: number): number {
    let gone = 0;
    for (const { tenant_id: tenantId, id } of keys) {
      const room = most - gone;
      if (room <= 0) break;
      gone += this.#removeComments(
        this.#comments.ofConversation.all({ tenantId, conversationId: id, most: room }),
      );
      if (gone >= most) break;
      this.#conversations.dispose.run({ tenantId, id });
      gone++;
    }
    return gone;
  }
}
