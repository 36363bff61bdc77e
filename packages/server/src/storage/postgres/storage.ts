import { type Eyes, type KeptComment, commentSeen, conversationSeen } from '@imagechat/core/eyes';
import {
  MENTION_CANDIDATES,
  type Mentionable,
  type Mentions,
  foldedName,
} from '@imagechat/core/ports/mentions';
import type {
  CatchUp,
  Outcome,
  Snapshot,
  Storage,
  Submission,
  ThreadRead,
} from '@imagechat/core/ports/storage';
import type { Cursor } from '@imagechat/protocol/cursor';
import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import { commentOf } from '../queries/comments.ts';
import { conversationOf } from '../queries/conversations.ts';
import { eventOf } from '../queries/events.ts';
import { speakersIn } from '../queries/speakers.ts';
import { keysOf } from '../query.ts';
import type { PgDatabase, Work } from './database.ts';
import { Newness } from './newness.ts';
import { queries } from './queries.ts';
import { type GroupLimits, SideBySide } from './side-by-side.ts';
import { submitGroup } from './submit.ts';
import type { Table } from './table.ts';

/**
 * A transaction costs a ms or two of statements however few its operations are, so many small ones would cost more than they save. Three at once keep two cores busy, one with deciding and
 * one with the engine, while a commit waits for the disk.
 */
const LIMITS: GroupLimits = { most: 256, atOnce: 3, worthOneMore: 32 };

/** What the storage is made of. */
export interface PostgresStorageParts {
  readonly database: PgDatabase;
  readonly tables: readonly Table[];
  /** The name of this life of the logs (E1). */
  readonly epoch: string;
  /** Server time in ms. */
  readonly now: () => number;
}

/** The durable truth in Postgres, for any number of processes. */
export class PostgresStorage implements Storage, Mentions {
  readonly epoch: string;
  /** As much as there may be under way, so that groups are as large as they may be. */
  readonly takes = LIMITS.most * LIMITS.atOnce;
  readonly #database: PgDatabase;
  readonly #groups: SideBySide<Submission, Outcome>;

  constructor({ database, tables, epoch, now }: PostgresStorageParts) {
    this.#database = database;
    this.epoch = epoch;
    const parts = { epoch, tables, now, newness: new Newness() };
    this.#groups = new SideBySide(
      (group) => submitGroup(database, group, parts),
      ({ image }) => imageKeyText(image),
      LIMITS,
    );
  }

  submit(group: readonly Submission[]): Promise<readonly Outcome[]> {
    return this.#groups.add(group);
  }

  snapshot(image: ImageKey): Promise<Snapshot> {
    return this.#read(image, async (work) => {
      const { id, cursor } = await this.#image(work, image);
      if (id === undefined) return { cursor, conversations: [] };
      const rows = await work.all(queries.conversations.ofImage, { tenantId: image.tenantId, imageId: id });
      return { cursor, conversations: rows.map(conversationOf) };
    });
  }

  eventsAfter(image: ImageKey, after: Cursor, most: number): Promise<CatchUp> {
    return this.#read(image, async (work) => {
      const { id, cursor } = await this.#image(work, image);
      const missing = cursor.seq - after.seq;
      if (after.epoch !== cursor.epoch || missing < 0 || missing > most) return { reset: true };
      if (id === undefined || missing === 0) return { reset: false, cursor, events: [] };
      const asked = { tenantId: image.tenantId, imageId: id, seq: after.seq };
      const rows = await work.all(queries.events.after, asked);
      // Never a partial catch-up: a log that was cut gives fewer (R1).
      if (rows.length !== missing) return { reset: true };
      return { reset: false, cursor, events: rows.map(eventOf) };
    });
  }

  thread(
    image: ImageKey,
    conversationId: string,
    before: number | undefined,
    most: number,
    eyes: Eyes,
  ): Promise<ThreadRead | undefined> {
    return this.#read(image, async (work) => {
      const { tenantId } = image;
      const { id, cursor } = await this.#image(work, image);
      if (id === undefined) return undefined;
      const row = await work.first(queries.conversations.find, { tenantId, imageId: id, id: conversationId });
      if (!row || !conversationSeen(conversationOf(row), eyes)) return undefined;
      const from = before ?? Number.MAX_SAFE_INTEGER;
      // One more than asked tells whether there are earlier ones.
      const page = { tenantId, conversationId, before: from, most: most + 1 };
      const rows = await newest(work, page, eyes);
      const comments = rows.slice(0, most).flatMap((kept) => commentSeen(kept, eyes) ?? []);
      return { cursor, comments: comments.reverse(), earlier: rows.length > most };
    });
  }

  async heads(images: readonly ImageKey[]): Promise<readonly Cursor[]> {
    const cursors = images.map((): Cursor => ({ epoch: this.epoch, seq: 0 }));
    if (images.length === 0) return cursors;
    const keys = keysOf(images.map(({ tenantId, urlId }) => [tenantId, urlId]));
    const tenants = new Set(images.map(({ tenantId }) => tenantId));
    const rows = await this.#database.read([...tenants], (work) => work.all(queries.images.named, { keys }));
    for (const { at, head } of rows) cursors[at] = { epoch: this.epoch, seq: head ?? 0 };
    return cursors;
  }

  suggest(
    image: ImageKey,
    prefix: string,
    most: number,
    groupIds?: readonly string[],
  ): Promise<readonly Mentionable[]> {
    return this.#read(image, async (work) => {
      const { id } = await this.#image(work, image);
      if (id === undefined) return [];
      const from = foldedName(prefix);
      // Above everything that begins so.
      const range = { from, to: `${from}\u{10ffff}` };
      const asked = { tenantId: image.tenantId, imageId: id, ...range };
      const rows =
        groupIds === undefined
          ? await work.all(queries.speakers.between, { ...asked, most })
          : speakersIn(
              await work.all(queries.speakers.known, { ...asked, most: MENTION_CANDIDATES }),
              groupIds,
              most,
            );
      return rows.map(({ actor_id, name }) => ({ id: actor_id, name }));
    });
  }

  async close(): Promise<void> {
    await this.#groups.settled();
    await this.#database.close();
  }

  #read<Result>({ tenantId }: ImageKey, work: (work: Work) => Promise<Result>): Promise<Result> {
    return this.#database.read([tenantId], work);
  }

  async #image(
    work: Work,
    { tenantId, urlId }: ImageKey,
  ): Promise<{ id: number | undefined; cursor: Cursor }> {
    const row = await work.first(queries.images.find, { tenantId, urlId });
    return { id: row?.id, cursor: { epoch: this.epoch, seq: row?.head ?? 0 } };
  }
}

/** The newest comments these eyes see, newest first; of an author two lists that are both in order are made one. */
async function newest(
  work: Work,
  page: { tenantId: string; conversationId: string; before: number; most: number },
  eyes: Eyes,
): Promise<KeptComment[]> {
  if (eyes.kind === 'moderators') return (await work.all(queries.comments.page, page)).map(commentOf);
  const open = work.all(queries.comments.publicPage, page);
  if (eyes.kind === 'public') return (await open).map(commentOf);
  const own = work.all(queries.comments.veiledPage, { ...page, by: eyes.id });
  const both = [...(await open), ...(await own)].sort((a, b) => b.seq - a.seq);
  return both.slice(0, page.most).map(commentOf);
}
