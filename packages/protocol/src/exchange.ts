import type { Comment } from './comment.ts';
import type { Conversation, Opening } from './conversation.ts';
import type { ImageFacts } from './messages.ts';
import type { Status } from './status.ts';

/** The version of the format below. One that a server does not know is refused as a whole. */
export const EXCHANGE_VERSION = 1;

/** The first record of a file: whose it is. */
export interface HeadRecord {
  readonly type: 'imagechat-export';
  readonly version: typeof EXCHANGE_VERSION;
  readonly tenantId: string;
  readonly name: string;
  /** ISO 8601. */
  readonly exportedAt: string;
  /** Set when the file is about one image only. */
  readonly urlId?: string;
}

/** What was set about the tenant itself; not in files about one image. Secrets and keys are in no file. */
export interface TenantRecord {
  readonly type: 'tenant';
  readonly domains: readonly string[];
  /** Those that were set, by their names; what nobody set is not among them. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Somebody who was here under a name; not in files about one image. */
export interface PersonRecord {
  readonly type: 'person';
  readonly id: string;
  readonly username: string;
  readonly displayName: string | null;
  readonly displayLabel: string | null;
  readonly avatar: string | null;
  readonly websiteUrl: string | null;
  readonly email: string | null;
  readonly groupIds: readonly string[] | null;
  readonly locale: string | null;
  readonly isAdmin: boolean;
  readonly isModerator: boolean;
  readonly verified: boolean;
  /** Server times in ms. */
  readonly signedAt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A ban that lasted when the file was made. */
export interface BanRecord {
  readonly type: 'ban';
  readonly id: string;
  readonly actorId: string;
  readonly shadow: boolean;
  readonly until: number | null;
  readonly createdAt: number;
  readonly by: string;
}

/** An image; what follows, up to the next one, is on it. */
export interface ImageRecord extends ImageFacts {
  readonly type: 'image';
  readonly urlId: string;
  readonly groups: readonly string[] | null;
  /** Only moderators write on it. */
  readonly closed?: true;
}

/** A conversation as it was then; its comments follow. */
export interface ConversationRecord
  extends Pick<
    Conversation,
    'id' | 'x' | 'y' | 'by' | 'name' | 'resolved' | 'createdAt' | 'locked' | 'status'
  > {
  readonly type: 'conversation';
  readonly urlId: string;
  /** What who started it is shown of it when it is spam. */
  readonly shown?: Exclude<Status, 'spam'> | 'public';
}

/** A comment, in the order of its conversation. */
export interface CommentRecord extends Omit<Comment, 'seq' | 'flags'> {
  readonly type: 'comment';
  readonly urlId: string;
  readonly conversationId: string;
  /** What its author is shown of it when it is spam. */
  readonly shown?: Exclude<Status, 'spam'> | 'public';
}

/** The opening of the conversation before, where it is another than the order of its comments makes it. */
export interface OpeningRecord {
  readonly type: 'opening';
  readonly urlId: string;
  readonly conversationId: string;
  readonly opening: Opening | null;
}

/** A picture that comments show. */
export interface UploadRecord {
  readonly type: 'upload';
  readonly id: string;
  /** Base64. */
  readonly bytes: string;
}

/** The last record of a whole file. */
export interface EndRecord {
  readonly type: 'end';
  /** How many records there were of each type. */
  readonly counts: Readonly<Record<string, number>>;
}

/** One record of a file. */
export type ExchangeRecord =
  | HeadRecord
  | TenantRecord
  | PersonRecord
  | BanRecord
  | ImageRecord
  | ConversationRecord
  | CommentRecord
  | OpeningRecord
  | UploadRecord
  | EndRecord;

/** What became of a record: it is here now, was here already, or is not to be had here, and why. */
export type RecordOutcome = 'imported' | 'there' | 'refused';

/** What an import did with one record. */
export interface ImportedRecord {
  readonly type: string;
  /** What the record is about: an id, or an image's urlId. */
  readonly id: string;
  readonly outcome: RecordOutcome;
  /** Why it was refused, or what of it could not be brought along. */
  readonly why?: string;
}

/** The answer to a part of a file, in the order in which it was sent. */
export interface ImportAnswer {
  readonly records: readonly ImportedRecord[];
}

/** How many bytes of a file are sent at a time, at most. */
export const IMPORT_PART_BYTES = 4 * 1024 * 1024;
