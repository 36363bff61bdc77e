import type { AccountStore } from '@imagechat/core/ports/accounts';
import type { Archive } from '@imagechat/core/ports/archive';
import type { AuditLog } from '@imagechat/core/ports/audit';
import type { BanStore } from '@imagechat/core/ports/bans';
import type { Disposer } from '@imagechat/core/ports/disposal';
import type { ImageGroups } from '@imagechat/core/ports/image-groups';
import type { ImageIndex } from '@imagechat/core/ports/image-index';
import type { JudgeStore } from '@imagechat/core/ports/judges';
import type { Mentions } from '@imagechat/core/ports/mentions';
import type { Overview } from '@imagechat/core/ports/overview';
import type { PasskeyStore } from '@imagechat/core/ports/passkeys';
import type { PeopleStore } from '@imagechat/core/ports/people';
import type { PersonFiles } from '@imagechat/core/ports/person-files';
import type { LogKeeper } from '@imagechat/core/ports/retention';
import type { Outcome, Storage, Submission } from '@imagechat/core/ports/storage';
import type { TenantStore } from '@imagechat/core/ports/tenants';
import type { UploadUses } from '@imagechat/core/ports/upload-uses';
import type { UsageStore } from '@imagechat/core/ports/usage';
import type { WebhookStore } from '@imagechat/core/ports/webhooks';
import type { Turns } from './turns.ts';

/** Everything durable that a server stands on, opened on one engine. */
export interface Engine extends Storage, LogKeeper, Disposer, Turns {
  /** The name of this life of the logs (E1). */
  readonly epoch: string;
  readonly tenants: TenantStore;
  readonly people: PeopleStore;
  readonly accounts: AccountStore;
  readonly passkeys: PasskeyStore;
  readonly judges: JudgeStore;
  readonly bans: BanStore;
  readonly audit: AuditLog;
  readonly personFiles: PersonFiles;
  readonly archive: Archive;
  readonly webhooks: WebhookStore;
  readonly groups: ImageGroups;
  readonly index: ImageIndex;
  readonly mentions: Mentions;
  readonly overview: Overview;
  readonly uploadUses: UploadUses;
  readonly usage: UsageStore;
  /** Why this process should get no new visitors, as a sentence; undefined when all is well. */
  readonly trouble: string | undefined;
  /** Writes something that changes nothing anybody sees. Rejects when that is not possible. */
  proveWrites(): Promise<void>;
  /** Marks outside the database how far it has come, where that is how a rewound history is noticed (E1). */
  mark(): Promise<void>;
  /** Opens a way of writing as if it was another time; to be closed. */
  past(): Promise<Past>;
  /** What session tokens are signed with: made once per database. */
  secret(): Promise<string>;
  /** Resolves with why, when this process cannot go on. */
  readonly lost: Promise<{ readonly message: string }>;
}

/** Writes what was said before anybody came. */
export interface Past {
  /** Submits a group as if the time was `at` (ms). */
  submitAt(at: number, group: readonly Submission[]): Promise<readonly Outcome[]>;
  close(): void;
}
