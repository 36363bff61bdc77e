import type { Eyes, KeptComment } from '@imagechat/core/eyes';
import type { Account, Membership, OneTimeLink, SignedInAccount } from '@imagechat/core/ports/accounts';
import type { ArchivedImage } from '@imagechat/core/ports/archive';
import type { Act } from '@imagechat/core/ports/audit';
import type { Exclusions } from '@imagechat/core/ports/bans';
import type { FileName } from '@imagechat/core/ports/files';
import type { Judge, Verdict } from '@imagechat/core/ports/judges';
import type { Mentionable } from '@imagechat/core/ports/mentions';
import type {
  CommentWalk,
  ListPlace,
  LookedComment,
  LookedImage,
  Overview,
} from '@imagechat/core/ports/overview';
import type { Passkey } from '@imagechat/core/ports/passkeys';
import type { Person } from '@imagechat/core/ports/people';
import type { PersonFile } from '@imagechat/core/ports/person-files';
import type { Retentions } from '@imagechat/core/ports/retention';
import type { CatchUp, Snapshot, ThreadRead } from '@imagechat/core/ports/storage';
import type { Tenant } from '@imagechat/core/ports/tenants';
import type { DailyUsage } from '@imagechat/core/ports/usage';
import type { Delivery, Lane, Webhook } from '@imagechat/core/ports/webhooks';
import type { KeptEvent } from '@imagechat/core/veil';
import type { Cursor } from '@imagechat/protocol/cursor';
import type { ImageKey } from '@imagechat/protocol/ids';

import type { ImageFacts } from '@imagechat/protocol/messages';

import type { LongLogs } from '../long-logs.ts';

import { Connection, type DatabaseOptions } from './connection.ts';

import { Reader } from './reader.ts';
import { serve } from './worker-service.ts';

/** What the reader is opened with. */
export interface ReaderOptions extends DatabaseOptions {
  readonly epoch: string;
}

/** What the reader is asked. */
export type ReaderMethods = {
  snapshot(image: ImageKey): Snapshot;
  eventsAfter(image: ImageKey, after: Cursor, most: number): CatchUp;
  thread(
    image: ImageKey,
    conversationId: string,
    before: number | null,
    most: number,
    eyes: Eyes,
  ): ThreadRead | undefined;
  heads(images: readonly ImageKey[]): readonly Cursor[];
  suggest(
    image: ImageKey,
    prefix: string,
    most: number,
    groupIds: readonly string[] | null,
  ): readonly Mentionable[];
  unusedUploads(uploads: readonly FileName[]): readonly FileName[];
  facts(image: ImageKey): ImageFacts;
  imageOf(tenantId: string, conversationId: string): string | undefined;
  tenant(id: string): Tenant | undefined;
  tenants(): readonly Tenant[];
  tenantsVersion(): number;
  person(tenantId: string, id: string): Person | undefined;
  avatar(tenantId: string, key: string): string | undefined;
  peoplePage(tenantId: string, after: string, most: number): readonly Person[];
  archivedImages(tenantId: string, after: string, most: number): readonly ArchivedImage[];
  archivedImage(image: ImageKey): ArchivedImage | undefined;
  archivedComments(
    image: ImageKey,
    conversationId: string,
    after: number,
    most: number,
  ): readonly KeptComment[];
  latestPeople(tenantId: string, most: number): readonly Person[];
  searchPeople(tenantId: string, text: string, most: number): readonly Person[];
  groupsOf(image: ImageKey): readonly string[] | null;
  personFile(tenantId: string, id: string): PersonFile;
  acts(tenantId: string, most: number): readonly Act[];
  exclusions(tenantId: string, now: number): Exclusions;
  hasOwner(): boolean;
  owners(): readonly Account[];
  account(id: string): Account | undefined;
  accountByLogin(login: string): Account | undefined;
  members(tenantId: string): readonly (readonly [Account, Membership | null])[];
  link(hash: string, now: number): OneTimeLink | undefined;
  invitations(tenantId: string, now: number): readonly OneTimeLink[];
  accountSession(hash: string, now: number): SignedInAccount | undefined;
  passkey(id: string): Passkey | undefined;
  passkeysOf(accountId: string): readonly Passkey[];
  judge(tenantId: string): Judge | undefined;
  activeJudges(): readonly (readonly [string, Judge])[];
  verdicts(tenantId: string, most: number): readonly Verdict[];
  webhooks(tenantId: string): readonly Webhook[];
  hookedTenants(): readonly string[];
  webhookEvents(lane: Lane, most: number): readonly KeptEvent[];
  webhookDeliveries(tenantId: string, webhookId: string, most: number): readonly Delivery[];
  usage(tenantId: string, fromDay: string, toDay: string): readonly DailyUsage[];
  lookedComments(tenantId: string, walk: CommentWalk): readonly LookedComment[];
  lookedImages(tenantId: string, before: ListPlace, most: number, mostOpen: number): readonly LookedImage[];
  lookedImage(tenantId: string, urlId: string, mostOpen: number): LookedImage | undefined;
  commentCounts(tenantId: string, most: number): Awaited<ReturnType<Overview['counts']>>;
  longLogs(keep: Retentions, afterId: number, most: number): LongLogs;
};

serve<ReaderOptions, ReaderMethods>((options) => {
  const connection = Connection.forReading(options);
  const reader = new Reader(connection, options.epoch);
  return {
    methods: {
      snapshot: (image) => reader.snapshot(image),
      eventsAfter: (image, after, most) => reader.eventsAfter(image, after, most),
      thread: (image, conversationId, before, most, eyes) =>
        reader.thread(image, conversationId, before, most, eyes),
      heads: (images) => reader.heads(images),
      unusedUploads: (uploads) => reader.unusedUploads(uploads),
      suggest: (image, prefix, most, groupIds) => reader.suggest(image, prefix, most, groupIds),
      facts: (image) => reader.facts(image),
      imageOf: (tenantId, conversationId) => reader.imageOf(tenantId, conversationId),
      tenant: (id) => reader.tenant(id),
      tenants: () => reader.tenants(),
      tenantsVersion: () => reader.tenantsVersion(),
      person: (tenantId, id) => reader.people.person(tenantId, id),
      avatar: (tenantId, key) => reader.people.avatar(tenantId, key),
      peoplePage: (tenantId, after, most) => reader.people.page(tenantId, after, most),
      archivedImages: (tenantId, after, most) => reader.archive.images(tenantId, after, most),
      archivedImage: (image) => reader.archive.image(image),
      archivedComments: (image, id, after, most) => reader.archive.comments(image, id, after, most),
      latestPeople: (tenantId, most) => reader.people.latest(tenantId, most),
      searchPeople: (tenantId, text, most) => reader.people.search(tenantId, text, most),
      groupsOf: (image) => reader.groupsOf(image),
      personFile: (tenantId, id) => reader.people.file(tenantId, id),
      acts: (tenantId, most) => reader.people.acts(tenantId, most),
      exclusions: (tenantId, now) => reader.people.exclusions(tenantId, now),
      ...accountReads(reader),
      webhooks: (tenantId) => reader.webhooks.list(tenantId),
      hookedTenants: () => reader.webhooks.hooked(),
      webhookEvents: (lane, most) => reader.webhooks.events(lane, most),
      webhookDeliveries: (tenantId, id, most) => reader.webhooks.deliveries(tenantId, id, most),
      usage: (tenantId, fromDay, toDay) => reader.usage(tenantId, fromDay, toDay),
      lookedComments: (tenantId, walk) => reader.overview.comments(tenantId, walk),
      lookedImages: (tenantId, before, most, mostOpen) =>
        reader.overview.images(tenantId, before, most, mostOpen),
      lookedImage: (tenantId, urlId, mostOpen) => reader.overview.image(tenantId, urlId, mostOpen),
      commentCounts: (tenantId, most) => reader.overview.counts(tenantId, most),
      longLogs: (keep, afterId, most) => reader.longLogs(keep, afterId, most),
    },
    close: () => connection.close(),
  };
});

/** Who signs in to the dashboard and how, and programs that are asked about comments. */
function accountReads({
  accounts,
  judges,
  passkeys,
}: Reader): Pick<
  ReaderMethods,
  | 'hasOwner'
  | 'owners'
  | 'account'
  | 'accountByLogin'
  | 'members'
  | 'link'
  | 'invitations'
  | 'accountSession'
  | 'passkey'
  | 'passkeysOf'
  | 'judge'
  | 'activeJudges'
  | 'verdicts'
> {
  return {
    hasOwner: () => accounts.hasOwner(),
    owners: () => accounts.owners(),
    account: (id) => accounts.find(id),
    accountByLogin: (login) => accounts.byLogin(login),
    members: (tenantId) => accounts.members(tenantId),
    link: (hash, now) => accounts.link(hash, now),
    invitations: (tenantId, now) => accounts.invitations(tenantId, now),
    accountSession: (hash, now) => accounts.session(hash, now),
    passkey: (id) => passkeys.find(id),
    passkeysOf: (accountId) => passkeys.of(accountId),
    judge: (tenantId) => judges.find(tenantId),
    activeJudges: () => judges.active(),
    verdicts: (tenantId, most) => judges.verdicts(tenantId, most),
  };
}
