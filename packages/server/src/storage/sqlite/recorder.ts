import { activeAt } from '@imagechat/core/ports/overview';
import type { ImageWrite } from '@imagechat/core/ports/storage';
import { commentQueries } from '../queries/comments.ts';
import { conversationQueries } from '../queries/conversations.ts';
import { eventOf, eventQueries } from '../queries/events.ts';
import { imageQueries } from '../queries/images.ts';
import { speakerQueries } from '../queries/speakers.ts';
import { uploadQueries } from '../queries/uploads.ts';
import { type Rewrite, recordRows, rewritesOf } from '../record.ts';
import type { Connection, PreparedAll } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';
import type { WebhookWriter } from './webhooks.ts';

/** Writes what was decided: rows first, then the log, then redaction, which covers this very write too. */
export class Recorder {
  readonly #images: PreparedAll<ReturnType<typeof imageQueries>>;
  readonly #events: PreparedAll<ReturnType<typeof eventQueries>>;
  readonly #rows: {
    readonly conversations: PreparedAll<ReturnType<typeof conversationQueries>>;
    readonly comments: PreparedAll<ReturnType<typeof commentQueries>>;
    readonly events: PreparedAll<ReturnType<typeof eventQueries>>;
    readonly speakers: PreparedAll<ReturnType<typeof speakerQueries>>;
    readonly uploads: PreparedAll<ReturnType<typeof uploadQueries>>;
  };

  readonly #webhooks: Pick<WebhookWriter, 'touch'>;

  constructor(connection: Connection, webhooks: Pick<WebhookWriter, 'touch'>) {
    this.#webhooks = webhooks;
    this.#images = connection.prepareAll(imageQueries(sqliteBuilder));
    this.#events = connection.prepareAll(eventQueries(sqliteBuilder));
    this.#rows = {
      conversations: connection.prepareAll(conversationQueries(sqliteBuilder)),
      comments: connection.prepareAll(commentQueries(sqliteBuilder)),
      events: this.#events,
      speakers: connection.prepareAll(speakerQueries(sqliteBuilder)),
      uploads: connection.prepareAll(uploadQueries(sqliteBuilder)),
    };
  }

  /** To be called inside the transaction that decided. `imageId` is undefined for an image without a row. */
  record(write: ImageWrite, imageId: number | undefined, now: number): void {
    const id = this.#writeImage(write, imageId, now);
    recordRows(this.#rows, write, id, now);
    const [first] = write.events;
    if (first) this.#webhooks.touch(write.image.tenantId, id, first.seq, now);
    for (const rewrite of rewritesOf(write)) this.#rewrite(write.image.tenantId, rewrite);
  }

  #writeImage({ image, facts, head }: ImageWrite, imageId: number | undefined, now: number): number {
    if (imageId !== undefined) {
      this.#images.setHead.run({ id: imageId, head, activeAt: activeAt(now) });
      return imageId;
    }
    const { src = null, page = null, title = null } = facts;
    const row = this.#images.insert.first({
      ...{ ...image, head, src, page, title, at: now, activeAt: activeAt(now) },
    });
    if (!row) throw new Error('the new image has no row');
    return row.id;
  }

  #rewrite(tenantId: string, { of, id, rewrite }: Rewrite): void {
    const rows =
      of === 'comment'
        ? this.#events.ofComment.all({ tenantId, commentId: id })
        : this.#events.ofConversation.all({ tenantId, conversationId: id });
    for (const row of rows) {
      const payload = JSON.stringify(rewrite(eventOf(row)));
      if (payload === row.payload) continue;
      this.#events.setPayload.run({ tenantId, imageId: row.image_id, seq: row.seq, payload });
    }
  }
}
