import type { KeptConversation } from '@imagechat/core/eyes';
import {
  type Answer,
  type Deleted,
  type Loaded,
  type LoadedImage,
  type PlacedComment,
  type Submission,
  answerKey,
  commentsNamed,
  idsMade,
  peopleNamed,
  takenKey,
} from '@imagechat/core/ports/storage';
import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import { commentOf, type commentQueries } from './queries/comments.ts';
import { conversationOf, type conversationQueries } from './queries/conversations.ts';
import type { eventQueries } from './queries/events.ts';
import { groupsIn, type imageQueries } from './queries/images.ts';
import type { speakerQueries } from './queries/speakers.ts';
import { type Keys, type Query, keysOf } from './query.ts';

/** What was loaded for a group, and the row ids of its images by `imageKeyText`. */
export interface LoadedRows {
  readonly loaded: Loaded;
  readonly imageIds: ReadonlyMap<string, number>;
}

/** The rows that a query gives. */
type Rows<Built> = Built extends Query<infer _, infer Row> ? readonly Row[] : never;

/** Rows of all that a group names. */
export interface GroupRows {
  readonly conversations: Rows<ReturnType<typeof conversationQueries>['named']>;
  readonly comments: Rows<ReturnType<typeof commentQueries>['named']>;
  readonly answers: Rows<ReturnType<typeof eventQueries>['answers']>;
  readonly people: Rows<ReturnType<typeof speakerQueries>['named']>;
}

/** Keys of what a group names, as arguments of the queries called `named` and `answers`. */
export type GroupKeys = { readonly [Name in keyof GroupRows]: Keys };

/** What a group touches in one image, while it is gathered. */
interface Gathering {
  readonly key: ImageKey;
  readonly conversations: Map<string, KeptConversation>;
  readonly deletedConversations: Map<string, Deleted<KeptConversation>>;
  readonly comments: Map<string, PlacedComment>;
  readonly deletedComments: Map<string, Deleted<PlacedComment>>;
  readonly answers: Map<string, Answer>;
  readonly people: Map<string, string>;
  id: number | null;
  head: number;
  groups: readonly string[] | null;
  closed: boolean;
}

/** Puts the rows of a group together, whichever engine read them: what is to be read follows from the group and its images' row ids. */
export class Gatherer {
  readonly #epoch: string;
  readonly #group: readonly Submission[];
  readonly #images = new Map<string, Gathering>();
  readonly #byId = new Map<number, Gathering>();

  constructor(epoch: string, group: readonly Submission[]) {
    this.#epoch = epoch;
    this.#group = group;
    for (const { image } of group) {
      const text = imageKeyText(image);
      if (!this.#images.has(text)) this.#images.set(text, nothingOf(image));
    }
  }

  /** Keys of the group's images. */
  get imageKeys(): Keys {
    return keysOf(Array.from(this.#images.values(), ({ key }) => [key.tenantId, key.urlId]));
  }

  /** Takes the images' rows; from here on {@link keys} can be asked for. */
  takeImages(rows: Rows<ReturnType<typeof imageQueries>['named']>): void {
    const gatherings = [...this.#images.values()];
    for (const { at, id, head, groups, closed } of rows) {
      const gathering = gatherings[at];
      if (!gathering || id === null) continue;
      gathering.id = id;
      gathering.head = head ?? 0;
      gathering.groups = groupsIn({ groups });
      gathering.closed = closed === 1;
      this.#byId.set(id, gathering);
    }
  }

  /**
   * Keys of everything else the group names. @param asNew without what nobody else can have named, if what the group brings is new: ids it makes, and
   * answers of before
   */
  keys(asNew = false): GroupKeys {
    const conversations = new Map<string, readonly [string, string]>();
    const comments = new Map<string, readonly [string, string]>();
    const answers: (readonly [string, string, number, string])[] = [];
    const people: (readonly [string, number, string])[] = [];
    for (const { image, actor, operation, brings } of this.#group) {
      const { tenantId } = image;
      // Of what is brought from elsewhere one cannot know.
      const made = asNew && !brings ? idsMade(operation) : [];
      const isNew = new Set(made.map(([kind, id]) => takenKey(kind, tenantId, id)));
      const name = (kind: 'conversation' | 'comment', id: string, names: typeof comments): void => {
        const key = takenKey(kind, tenantId, id);
        if (!isNew.has(key)) names.set(key, [tenantId, id]);
      };
      name('conversation', operation.id, conversations);
      for (const id of commentsNamed(operation)) name('comment', id, comments);
      const imageId = this.#images.get(imageKeyText(image))?.id;
      if (typeof imageId !== 'number') continue;
      if (!asNew) answers.push([tenantId, operation.broadcastId, imageId, actor.id]);
      for (const person of peopleNamed(operation)) people.push([tenantId, imageId, person]);
    }
    return {
      conversations: keysOf(conversations.values()),
      comments: keysOf(comments.values()),
      answers: keysOf(answers),
      people: keysOf(people),
    };
  }

  /** All that deciding the group needs to know. May be told more later, and asked again. */
  finish({ conversations, comments, answers, people }: GroupRows): LoadedRows {
    const taken = new Set<string>();
    for (const row of conversations) {
      taken.add(takenKey('conversation', row.tenant_id, row.id));
      const gathering = this.#byId.get(row.image_id);
      if (gathering) file(row, conversationOf(row), gathering.conversations, gathering.deletedConversations);
    }
    for (const row of comments) {
      taken.add(takenKey('comment', row.tenant_id, row.id));
      const gathering = this.#byId.get(row.image_id);
      const placed = { conversationId: row.conversation_id, comment: commentOf(row) };
      if (gathering) file(row, placed, gathering.comments, gathering.deletedComments);
    }
    for (const { image_id, broadcast_id, by, seq, at } of answers)
      this.#byId.get(image_id)?.answers.set(answerKey(by, broadcast_id), { seq, at });
    for (const { image_id, actor_id, name } of people) this.#byId.get(image_id)?.people.set(actor_id, name);
    return {
      loaded: { epoch: this.#epoch, images: finished(this.#images), taken },
      imageIds: this.#imageIds(),
    };
  }

  #imageIds(): ReadonlyMap<string, number> {
    const ids = new Map<string, number>();
    for (const [text, { id }] of this.#images) if (id !== null) ids.set(text, id);
    return ids;
  }
}

/** Puts what was read among what is there, or among what was deleted. */
function file<Item>(
  row: { readonly id: string; readonly deleted_at: number | null; readonly deleted_by: string | null },
  item: Item,
  there: Map<string, Item>,
  deleted: Map<string, Deleted<Item>>,
): void {
  if (row.deleted_at === null) there.set(row.id, item);
  else deleted.set(row.id, { row: item, at: row.deleted_at, by: row.deleted_by ?? '' });
}

function nothingOf(key: ImageKey): Gathering {
  return {
    key,
    conversations: new Map(),
    deletedConversations: new Map(),
    comments: new Map(),
    deletedComments: new Map(),
    answers: new Map(),
    people: new Map(),
    id: null,
    head: 0,
    groups: null,
    closed: false,
  };
}

function finished(images: ReadonlyMap<string, Gathering>): Map<string, LoadedImage> {
  return new Map(Array.from(images, ([text, { key: _, id: __, ...loaded }]) => [text, loaded]));
}
