import { type Eyes, type KeptComment, commentSeen, conversationSeen } from '@imagechat/core/eyes';
import type { FileName } from '@imagechat/core/ports/files';
import { MENTION_CANDIDATES, type Mentionable, foldedName } from '@imagechat/core/ports/mentions';
import type { Retentions } from '@imagechat/core/ports/retention';
import type { CatchUp, Snapshot, ThreadRead } from '@imagechat/core/ports/storage';
import type { Tenant } from '@imagechat/core/ports/tenants';
import type { DailyUsage } from '@imagechat/core/ports/usage';
import type { Cursor } from '@imagechat/protocol/cursor';
import type { ImageKey } from '@imagechat/protocol/ids';

import type { ImageFacts } from '@imagechat/protocol/messages';

import { type LongLogs, isLong } from '../long-logs.ts';

import { commentOf, commentQueries } from '../queries/comments.ts';

import { conversationOf, conversationQueries } from '../queries/conversations.ts';
import { eventOf, eventQueries } from '../queries/events.ts';
import { factsIn, imageIndexQueries } from '../queries/image-index.ts';
import { groupsIn, imageQueries } from '../queries/images.ts';
import { metaQueries } from '../queries/meta.ts';
import { speakerQueries, speakersIn } from '../queries/speakers.ts';
import { tenantOf, tenantQueries } from '../queries/tenants.ts';
import { uploadQueries } from '../queries/uploads.ts';
import { dailyUsageOf, usageQueries } from '../queries/usage.ts';
import { keysOf } from '../query.ts';
import { AccountReader } from './accounts.ts';
import { ArchiveReader } from './archive.ts';
import type { Connection, PreparedAll, Transaction } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';
import { JudgeReader } from './judges.ts';
import { OverviewReader } from './overview-reader.ts';
import { PasskeyReader } from './passkeys.ts';
import { PeopleReader } from './people-reader.ts';
import { WebhookReader } from './webhooks.ts';

/** An image's row as reads need it. */
interface ImageRow {
  /** Undefined for an image nobody has talked about. */
  readonly id: number | undefined;
  readonly cursor: Cursor;
}

/** All that reads, on a connection that cannot write. What one method tells is from one read transaction (R2). */
export class Reader {
  readonly people: PeopleReader;
  readonly accounts: AccountReader;
  readonly passkeys: PasskeyReader;
  readonly judges: JudgeReader;
  readonly overview: OverviewReader;
  readonly archive: ArchiveReader;
  readonly webhooks: WebhookReader;
  readonly #epoch: string;
  readonly #transaction: Transaction;
  readonly #images: PreparedAll<ReturnType<typeof imageQueries>>;
  readonly #index: PreparedAll<ReturnType<typeof imageIndexQueries>>;
  readonly #conversations: PreparedAll<ReturnType<typeof conversationQueries>>;
  readonly #comments: PreparedAll<ReturnType<typeof commentQueries>>;
  readonly #events: PreparedAll<ReturnType<typeof eventQueries>>;
  readonly #speakers: PreparedAll<ReturnType<typeof speakerQueries>>;
  readonly #uploads: PreparedAll<ReturnType<typeof uploadQueries>>;
  readonly #tenants: PreparedAll<ReturnType<typeof tenantQueries>>;
  readonly #usage: PreparedAll<ReturnType<typeof usageQueries>>;
  readonly #meta: PreparedAll<ReturnType<typeof metaQueries>>;

  constructor(connection: Connection, epoch: string) {
    this.#epoch = epoch;
    this.#transaction = connection.transactions('begin');
    this.people = new PeopleReader(connection, this.#transaction);
    this.accounts = new AccountReader(connection, this.#transaction);
    this.passkeys = new PasskeyReader(connection);
    this.judges = new JudgeReader(connection);
    this.overview = new OverviewReader(connection, this.#transaction);
    this.archive = new ArchiveReader(connection);
    this.webhooks = new WebhookReader(connection);
    this.#images = connection.prepareAll(imageQueries(sqliteBuilder));
    this.#index = connection.prepareAll(imageIndexQueries(sqliteBuilder));
    this.#conversations = connection.prepareAll(conversationQueries(sqliteBuilder));
    this.#comments = connection.prepareAll(commentQueries(sqliteBuilder));
    this.#events = connection.prepareAll(eventQueries(sqliteBuilder));
    this.#speakers = connection.prepareAll(speakerQueries(sqliteBuilder));
    this.#uploads = connection.prepareAll(uploadQueries(sqliteBuilder));
    this.#tenants = connection.prepareAll(tenantQueries(sqliteBuilder));
    this.#usage = connection.prepareAll(usageQueries(sqliteBuilder));
    this.#meta = connection.prepareAll(metaQueries(sqliteBuilder));
  }

  /** As {@link Snapshot} says. */
  snapshot(image: ImageKey): Snapshot {
    return this.#transaction(() => {
      const { id, cursor } = this.#image(image);
      if (id === undefined) return { cursor, conversations: [] };
      const rows = this.#conversations.ofImage.all({ tenantId: image.tenantId, imageId: id });
      return { cursor, conversations: rows.map(conversationOf) };
    });
  }

  /** As {@link CatchUp} says. */
  eventsAfter(image: ImageKey, after: Cursor, most: number): CatchUp {
    return this.#transaction(() => {
      const { id, cursor } = this.#image(image);
      const missing = cursor.seq - after.seq;
      if (after.epoch !== cursor.epoch || missing < 0 || missing > most) return { reset: true };
      if (id === undefined || missing === 0) return { reset: false, cursor, events: [] };
      const rows = this.#events.after.all({ tenantId: image.tenantId, imageId: id, seq: after.seq });
      // Never a partial catch-up: a log that was cut gives fewer (R1).
      if (rows.length !== missing) return { reset: true };
      return { reset: false, cursor, events: rows.map(eventOf) };
    });
  }

  /** As {@link ThreadRead} says; undefined when the image has no such conversation. */
  thread(
    image: ImageKey,
    conversationId: string,
    before: number | null,
    most: number,
    eyes: Eyes,
  ): ThreadRead | undefined {
    return this.#transaction(() => {
      const { tenantId } = image;
      const { id, cursor } = this.#image(image);
      if (id === undefined) return undefined;
      const row = this.#conversations.find.first({ tenantId, imageId: id, id: conversationId });
      if (!row || !conversationSeen(conversationOf(row), eyes)) return undefined;
      const from = before ?? Number.MAX_SAFE_INTEGER;
      // One more than asked tells whether there are earlier ones.
      const rows = this.#newest({ tenantId, conversationId, before: from, most: most + 1 }, eyes);
      const comments = rows.slice(0, most).flatMap((kept) => commentSeen(kept, eyes) ?? []);
      return { cursor, comments: comments.reverse(), earlier: rows.length > most };
    });
  }

  /** The heads of many images in one query, in the order asked. */
  heads(images: readonly ImageKey[]): readonly Cursor[] {
    const keys = keysOf(images.map(({ tenantId, urlId }) => [tenantId, urlId]));
    const cursors = images.map((): Cursor => ({ epoch: this.#epoch, seq: 0 }));
    for (const { at, head } of this.#images.named.all({ keys }))
      cursors[at] = { epoch: this.#epoch, seq: head ?? 0 };
    return cursors;
  }

  /** People who wrote on an image whose name begins so; with groups, those of them who are in one. */
  suggest(
    { tenantId, urlId }: ImageKey,
    prefix: string,
    most: number,
    groupIds: readonly string[] | null = null,
  ): readonly Mentionable[] {
    const id = this.#images.find.first({ tenantId, urlId })?.id;
    if (id === undefined) return [];
    const from = foldedName(prefix);
    // Above everything that begins so.
    const to = `${from}\u{10ffff}`;
    const asked = { tenantId, imageId: id, from, to };
    const rows =
      groupIds === null
        ? this.#speakers.between.all({ ...asked, most })
        : speakersIn(this.#speakers.known.all({ ...asked, most: MENTION_CANDIDATES }), groupIds, most);
    return rows.map(({ actor_id, name }) => ({ id: actor_id, name }));
  }

  /** Which groups may see an image; null is everyone. */
  groupsOf({ tenantId, urlId }: ImageKey): readonly string[] | null {
    return groupsIn(this.#images.groups.first({ tenantId, urlId }));
  }

  /** Those of these uploads that no comment shows. */
  unusedUploads(uploads: readonly FileName[]): readonly FileName[] {
    const keys = keysOf(uploads.map(({ tenantId, id }) => [tenantId, id]));
    const used = new Set(this.#uploads.used.all({ keys }).map((row) => `${row.tenant_id}/${row.upload_id}`));
    return uploads.filter(({ tenantId, id }) => !used.has(`${tenantId}/${id}`));
  }

  /** What was told of an image; nothing of one nobody talked about. */
  facts(image: ImageKey): ImageFacts {
    return factsIn(this.#index.facts.first({ ...image }));
  }

  /** The urlId of the image a conversation is on, deleted ones included. */
  imageOf(tenantId: string, conversationId: string): string | undefined {
    return this.#index.ofConversation.first({ tenantId, conversationId })?.url_id;
  }

  /** A tenant by its id. */
  tenant(id: string): Tenant | undefined {
    return this.#transaction(() => {
      const row = this.#tenants.find.first({ id });
      return row && this.#tenantOf(row);
    });
  }

  /** All tenants, by id. */
  tenants(): readonly Tenant[] {
    return this.#transaction(() => this.#tenants.list.all({}).map((row) => this.#tenantOf(row)));
  }

  /** Another number whenever a tenant was changed. */
  tenantsVersion(): number {
    return Number(this.#meta.get.first({ key: 'tenants-version' })?.value ?? 0);
  }

  /** A tenant's usage by day and site, oldest first; both days included (M1). */
  usage(tenantId: string, fromDay: string, toDay: string): readonly DailyUsage[] {
    const asked = { tenantId, fromDay, toDay };
    return this.#transaction(() =>
      dailyUsageOf(tenantId, this.#usage.created.all(asked), this.#usage.totals.all(asked)),
    );
  }

  /** Looks at the next `most` images after a row id: whose logs are to be cut (L1)? */
  longLogs(keep: Retentions, afterId: number, most: number): LongLogs {
    const rows = this.#images.logs.all({ afterId, most });
    const logs = rows.filter(isLong(keep));
    return {
      logs: logs.map(({ tenant_id: tenantId, id: imageId, head }) => ({ tenantId, imageId, head })),
      lookedUpTo: rows.length < most ? undefined : rows.at(-1)?.id,
    };
  }

  #tenantOf(row: Parameters<typeof tenantOf>[0]): Tenant {
    const of = { tenantId: row.id };
    return tenantOf(row, this.#tenants.secrets.all(of), this.#tenants.keys.all(of));
  }

  /** The newest comments these eyes see, newest first; of an author two lists that are both in order are made one. */
  #newest(
    page: { tenantId: string; conversationId: string; before: number; most: number },
    eyes: Eyes,
  ): KeptComment[] {
    if (eyes.kind === 'moderators') return this.#comments.page.all(page).map(commentOf);
    const open = this.#comments.publicPage.all(page);
    if (eyes.kind === 'public') return open.map(commentOf);
    const own = this.#comments.veiledPage.all({ ...page, by: eyes.id });
    const both = own.length === 0 ? open : [...open, ...own].sort((a, b) => b.seq - a.seq);
    return both.slice(0, page.most).map(commentOf);
  }

  #image(image: ImageKey): ImageRow {
    const row = this.#images.find.first({ tenantId: image.tenantId, urlId: image.urlId });
    return { id: row?.id, cursor: { epoch: this.#epoch, seq: row?.head ?? 0 } };
  }
}
