import type { Submission } from '@imagechat/core/ports/storage';
import { Gatherer, type LoadedRows } from '../gather.ts';
import { commentQueries } from '../queries/comments.ts';
import { conversationQueries } from '../queries/conversations.ts';
import { eventQueries } from '../queries/events.ts';
import { imageQueries } from '../queries/images.ts';
import { speakerQueries } from '../queries/speakers.ts';
import { type Keys, NO_KEYS } from '../query.ts';
import type { Connection, Prepared, PreparedAll } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';

/** Loads the rows a group touches: five statements, however large the group is. */
export class Loader {
  readonly #epoch: string;
  readonly #images: PreparedAll<ReturnType<typeof imageQueries>>;
  readonly #conversations: PreparedAll<ReturnType<typeof conversationQueries>>;
  readonly #comments: PreparedAll<ReturnType<typeof commentQueries>>;
  readonly #events: PreparedAll<ReturnType<typeof eventQueries>>;
  readonly #speakers: PreparedAll<ReturnType<typeof speakerQueries>>;

  constructor(connection: Connection, epoch: string) {
    this.#epoch = epoch;
    this.#images = connection.prepareAll(imageQueries(sqliteBuilder));
    this.#conversations = connection.prepareAll(conversationQueries(sqliteBuilder));
    this.#comments = connection.prepareAll(commentQueries(sqliteBuilder));
    this.#events = connection.prepareAll(eventQueries(sqliteBuilder));
    this.#speakers = connection.prepareAll(speakerQueries(sqliteBuilder));
  }

  /** To be called inside the transaction that decides. */
  load(group: readonly Submission[]): LoadedRows {
    const gatherer = new Gatherer(this.#epoch, group);
    gatherer.takeImages(this.#images.named.all({ keys: gatherer.imageKeys }));
    const { conversations, comments, answers, people } = gatherer.keys();
    return gatherer.finish({
      conversations: this.#conversations.named.all({ keys: conversations }),
      comments: unlessNone(this.#comments.named, comments),
      answers: unlessNone(this.#events.answers, answers),
      people: unlessNone(this.#speakers.named, people),
    });
  }
}

/** Most groups mention nobody, and many answer nothing: then there is nothing to ask. */
function unlessNone<Row>(query: Prepared<{ keys: Keys }, Row>, keys: Keys): Row[] {
  return keys === NO_KEYS ? [] : query.all({ keys });
}
