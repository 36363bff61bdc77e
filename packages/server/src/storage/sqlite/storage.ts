import type { Eyes } from '@imagechat/core/eyes';
import type { AccountStore } from '@imagechat/core/ports/accounts';
import type { Archive } from '@imagechat/core/ports/archive';
import type { AuditLog } from '@imagechat/core/ports/audit';
import type { BanStore } from '@imagechat/core/ports/bans';
import type { ImageGroups } from '@imagechat/core/ports/image-groups';
import type { ImageIndex } from '@imagechat/core/ports/image-index';
import type { JudgeStore } from '@imagechat/core/ports/judges';
import type { Log } from '@imagechat/core/ports/log';
import type { Mentions } from '@imagechat/core/ports/mentions';
import type { Overview } from '@imagechat/core/ports/overview';
import type { PasskeyStore } from '@imagechat/core/ports/passkeys';
import type { PeopleStore } from '@imagechat/core/ports/people';
import type { PersonFiles } from '@imagechat/core/ports/person-files';
import type { Retentions } from '@imagechat/core/ports/retention';
import type { CatchUp, Outcome, Snapshot, Submission, ThreadRead } from '@imagechat/core/ports/storage';
import type { TenantStore } from '@imagechat/core/ports/tenants';
import type { UploadUses } from '@imagechat/core/ports/upload-uses';
import type { UsageStore } from '@imagechat/core/ports/usage';
import type { WebhookStore } from '@imagechat/core/ports/webhooks';
import type { Cursor } from '@imagechat/protocol/cursor';
import type { ImageKey } from '@imagechat/protocol/ids';

import type { ImageFacts } from '@imagechat/protocol/messages';

import type { Engine, Past } from '../engine.ts';
import { trimLogs } from '../trim-logs.ts';

import type { FolderLock } from './folder-lock.ts';

import type { Life } from './life.ts';
import { sqlitePast } from './past.ts';
import type { ReaderMethods } from './reader-worker.ts';
import type { TendedWorker } from './tended-worker.ts';
import { writeTrouble } from './trouble.ts';
import type { EngineError } from './worker-port.ts';
import { WriteHealth } from './write-health.ts';
import type { WriterMethods } from './writer-worker.ts';

/** What the storage is made of, opened already. */
export interface StorageParts {
  readonly dataDir: string;
  readonly life: Life;
  readonly writer: TendedWorker<WriterMethods>;
  readonly reader: TendedWorker<ReaderMethods>;
  /** Resolves when a worker is gone for good. */
  readonly lost: Promise<EngineError>;
  readonly log: Log;
  /** Held until the storage is closed. */
  readonly lock: FolderLock;
}

/** The embedded storage, as the main thread has it: all of SQLite happens in the two workers. Methods reject with EngineError. */
export class SqliteStorage implements Engine, ImageIndex {
  /** The name of this life of the logs (E1). */
  readonly epoch: string;
  readonly tenants: TenantStore;
  readonly accounts: AccountStore;
  readonly passkeys: PasskeyStore;
  readonly judges: JudgeStore;
  readonly people: PeopleStore;
  readonly bans: BanStore;
  readonly audit: AuditLog;
  readonly personFiles: PersonFiles;
  readonly archive: Archive;
  readonly webhooks: WebhookStore;
  readonly groups: ImageGroups;
  readonly usage: UsageStore;
  readonly mentions: Mentions;
  readonly index: ImageIndex = this;
  readonly overview: Overview;
  readonly uploadUses: UploadUses;
  /** Resolves when storage stopped working for good: only a restart of the process brings it back. */
  readonly lost: Promise<EngineError>;
  readonly #dataDir: string;
  readonly #secret: string;
  readonly #lock: FolderLock;
  readonly #writer: TendedWorker<WriterMethods>;
  readonly #reader: TendedWorker<ReaderMethods>;
  readonly #health: WriteHealth;

  constructor({ dataDir, life, lock, log, lost, reader, writer }: StorageParts) {
    this.#dataDir = dataDir;
    this.lost = lost;
    this.#health = new WriteHealth(log);
    this.#lock = lock;
    this.epoch = life.epoch;
    this.#secret = life.secret;
    this.#writer = writer;
    this.#reader = reader;
    this.tenants = tenantsOf(writer, reader);
    this.accounts = accountsOf(writer, reader);
    this.passkeys = passkeysOn(writer, reader);
    this.judges = judgesOn(writer, reader);
    this.mentions = {
      suggest: (image, prefix, most, groupIds) =>
        reader.call('suggest', image, prefix, most, groupIds ?? null),
    };
    this.overview = overviewOn(reader);
    this.people = {
      signIn: (signIn) => writer.call('signIn', signIn),
      find: (tenantId, id) => reader.call('person', tenantId, id),
      avatar: (tenantId, key) => reader.call('avatar', tenantId, key),
      page: (tenantId, after, most) => reader.call('peoplePage', tenantId, after, most),
      latest: (tenantId, most) => reader.call('latestPeople', tenantId, most),
      search: (tenantId, text, most) => reader.call('searchPeople', tenantId, text, most),
    };
    this.webhooks = webhooksOn(writer, reader);
    this.archive = {
      images: (tenantId, after, most) => reader.call('archivedImages', tenantId, after, most),
      image: (image) => reader.call('archivedImage', image),
      comments: (image, id, after, most) => reader.call('archivedComments', image, id, after, most),
    };
    this.groups = groupsOf(writer, reader);
    this.personFiles = {
      read: (tenantId, id) => reader.call('personFile', tenantId, id),
      scrub: (tenantId, id, mark) => writer.call('scrub', tenantId, id, mark),
    };
    this.audit = {
      write: (act) => writer.call('audit', act),
      read: (tenantId, most) => reader.call('acts', tenantId, most),
    };
    this.bans = {
      exclusions: (tenantId, now) => reader.call('exclusions', tenantId, now),
      ban: (tenantId, ban) => writer.call('ban', tenantId, ban),
      unban: (tenantId, id) => writer.call('unban', tenantId, id),
      signOut: (tenantId, signOut) => writer.call('signOut', tenantId, signOut),
    };
    this.uploadUses = { unused: (uploads) => reader.call('unusedUploads', uploads) };
    this.usage = {
      save: (run, totals) => writer.call('saveUsage', run, totals),
      read: (tenantId, fromDay, toDay) => reader.call('usage', tenantId, fromDay, toDay),
    };
  }

  /** Why a worker is not there just now, or not any more; undefined when both are. */
  get failure(): EngineError | undefined {
    return this.#writer.failure ?? this.#reader.failure;
  }

  /** Why this process should get no new visitors, as a sentence; undefined when all is well. */
  get trouble(): string | undefined {
    if (this.failure) return 'Storage stopped and is being started again; the log says why.';
    const { trouble } = this.#health;
    return trouble && writeTrouble(trouble);
  }

  /** Writes something that changes nothing anybody sees. Rejects when that is not possible. */
  async proveWrites(): Promise<void> {
    await this.#health.watched(this.#writer.call('prove'));
    this.#health.succeeded();
  }

  /** What session tokens are signed with: made once per database, 32 random bytes in base64url. */
  async secret(): Promise<string> {
    return this.#secret;
  }

  async submit(group: readonly Submission[]): Promise<readonly Outcome[]> {
    const outcomes = await this.#health.watched(this.#writer.call('submit', group));
    // Refusals and repeats are answered without writing.
    if (outcomes.some((outcome) => outcome.accepted && outcome.event)) this.#health.succeeded();
    return outcomes;
  }

  snapshot(image: ImageKey): Promise<Snapshot> {
    return this.#reader.call('snapshot', image);
  }

  eventsAfter(image: ImageKey, after: Cursor, most: number): Promise<CatchUp> {
    return this.#reader.call('eventsAfter', image, after, most);
  }

  thread(
    image: ImageKey,
    conversationId: string,
    before: number | undefined,
    most: number,
    eyes: Eyes,
  ): Promise<ThreadRead | undefined> {
    return this.#reader.call('thread', image, conversationId, before ?? null, most, eyes);
  }

  heads(images: readonly ImageKey[]): Promise<readonly Cursor[]> {
    return this.#reader.call('heads', images);
  }

  facts(image: ImageKey): Promise<ImageFacts> {
    return this.#reader.call('facts', image);
  }

  imageOf(tenantId: string, conversationId: string): Promise<string | undefined> {
    return this.#reader.call('imageOf', tenantId, conversationId);
  }

  /** A few images at a time, so that neither reads nor writes wait for the whole of it. */
  trim(keep: Retentions, most: number): Promise<number> {
    return trimLogs(
      {
        longLogs: (afterId, images) => this.#reader.call('longLogs', keep, afterId, images),
        cutLogs: (logs, events) => this.#writer.call('cutLogs', logs, keep, events),
      },
      most,
    );
  }

  /** Removes for good what was deleted before a time. */
  dispose(before: number, most: number): Promise<number> {
    return this.#writer.call('dispose', before, most);
  }

  /** Marks outside the database how far it has come, so that an older copy of it is noticed (E1). */
  mark(): Promise<void> {
    return this.#writer.call('mark');
  }

  /** There is no other process whose turn it could be. */
  async takeTurn(): Promise<boolean> {
    return true;
  }

  /** Beside the writer, because what was said "three hours ago" needs another clock than that one has. */
  async past(): Promise<Past> {
    return sqlitePast(this.#dataDir, this.epoch);
  }

  /** The writer goes last, so that closing it checkpoints and removes the WAL. */
  async close(): Promise<void> {
    await this.#reader.close();
    await this.#writer.close();
    this.#lock.release();
  }
}

function groupsOf(writer: TendedWorker<WriterMethods>, reader: TendedWorker<ReaderMethods>): ImageGroups {
  return {
    groupsOf: (image) => reader.call('groupsOf', image),
    setGroups: (image, groups, at) => writer.call('setGroups', image, groups, at),
    setClosed: (image, closed, at) => writer.call('setClosed', image, closed, at),
    rename: (image, to, at) => writer.call('rename', image, to, at),
  };
}

function overviewOn(reader: TendedWorker<ReaderMethods>): Overview {
  return {
    comments: (tenantId, walk) => reader.call('lookedComments', tenantId, walk),
    counts: (tenantId, most) => reader.call('commentCounts', tenantId, most),
    images: (tenantId, before, most, mostOpen) =>
      reader.call('lookedImages', tenantId, before, most, mostOpen),
    image: (tenantId, urlId, mostOpen) => reader.call('lookedImage', tenantId, urlId, mostOpen),
  };
}

function webhooksOn(writer: TendedWorker<WriterMethods>, reader: TendedWorker<ReaderMethods>): WebhookStore {
  return {
    list: (tenantId) => reader.call('webhooks', tenantId),
    put: (tenantId, webhook) => writer.call('putWebhook', tenantId, webhook),
    remove: (tenantId, id) => writer.call('removeWebhook', tenantId, id),
    hooked: () => reader.call('hookedTenants'),
    claim: (now, until, most) => writer.call('claimLanes', now, until, most),
    events: (lane, most) => reader.call('webhookEvents', lane, most),
    advance: (lane, seq) => writer.call('advanceLane', lane, seq),
    postpone: (lane, tries, nextAt) => writer.call('postponeLane', lane, tries, nextAt),
    note: (tenantId, id, delivery) => writer.call('noteDelivery', tenantId, id, delivery),
    deliveries: (tenantId, id, most) => reader.call('webhookDeliveries', tenantId, id, most),
  };
}

function passkeysOn(writer: TendedWorker<WriterMethods>, reader: TendedWorker<ReaderMethods>): PasskeyStore {
  return {
    find: (id) => reader.call('passkey', id),
    of: (accountId) => reader.call('passkeysOf', accountId),
    add: (passkey) => writer.call('addPasskey', passkey),
    rename: (accountId, id, name) => writer.call('renamePasskey', accountId, id, name),
    use: (id, counter, at) => writer.call('usePasskey', id, counter, at),
    remove: (accountId, id) => writer.call('removePasskey', accountId, id),
    addChallenge: (challenge) => writer.call('addChallenge', challenge),
    takeChallenge: (hash, now) => writer.call('takeChallenge', hash, now),
  };
}

function judgesOn(writer: TendedWorker<WriterMethods>, reader: TendedWorker<ReaderMethods>): JudgeStore {
  return {
    find: (tenantId) => reader.call('judge', tenantId),
    put: (tenantId, judge) => writer.call('putJudge', tenantId, judge),
    remove: (tenantId) => writer.call('removeJudge', tenantId),
    active: () => reader.call('activeJudges'),
    note: (tenantId, verdict) => writer.call('noteVerdict', tenantId, verdict),
    verdicts: (tenantId, most) => reader.call('verdicts', tenantId, most),
  };
}

function accountsOf(writer: TendedWorker<WriterMethods>, reader: TendedWorker<ReaderMethods>): AccountStore {
  return {
    hasOwner: () => reader.call('hasOwner'),
    owners: () => reader.call('owners'),
    find: (id) => reader.call('account', id),
    byLogin: (login) => reader.call('accountByLogin', login),
    members: (tenantId) => reader.call('members', tenantId),
    removeMember: (tenantId, accountId) => writer.call('removeMember', tenantId, accountId),
    addLink: (link) => writer.call('addLink', link),
    link: (hash, now) => reader.call('link', hash, now),
    invitations: (tenantId, now) => reader.call('invitations', tenantId, now),
    removeInvitation: (tenantId, hash) => writer.call('removeInvitation', tenantId, hash),
    useLink: (hash, account, now, passkey) => writer.call('useLink', hash, account, now, passkey ?? null),
    changePassword: (accountId, hash, keep) => writer.call('changePassword', accountId, hash, keep),
    recover: (hash, passwordHash, now) => writer.call('recover', hash, passwordHash, now),
    openSession: (session) => writer.call('openSession', session),
    session: (hash, now) => reader.call('accountSession', hash, now),
    endSession: (hash) => writer.call('endSession', hash),
    endOtherSessions: (accountId, keep) => writer.call('endOtherSessions', accountId, keep),
  };
}

function tenantsOf(writer: TendedWorker<WriterMethods>, reader: TendedWorker<ReaderMethods>): TenantStore {
  return {
    find: (id) => reader.call('tenant', id),
    list: () => reader.call('tenants'),
    version: () => reader.call('tenantsVersion'),
    add: (tenant) => writer.call('addTenant', tenant),
    change: (id, change) => writer.call('changeTenant', id, change),
    addSecret: (tenantId, secret) => writer.call('addSecret', tenantId, secret),
    revokeSecret: (tenantId, id, at) => writer.call('revokeSecret', tenantId, id, at),
    addKey: (tenantId, key) => writer.call('addKey', tenantId, key),
    revokeKey: (tenantId, id, at) => writer.call('revokeKey', tenantId, id, at),
    remove: (id) => writer.call('removeTenant', id),
  };
}
