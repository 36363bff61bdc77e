import type { LocaleCode } from '@imagechat/protocol/locale';

/** What a tenant's owner decides about talking on the tenant's images. Null leaves it to the server. */
export interface TenantSettings {
  /** Whether people without an account may write, under a name they give. */
  readonly allowAnonymous: boolean;
  /** Whether users whom the page names without proving it (Simple SSO) may write. */
  readonly allowUnverified: boolean;
  /** Who may start conversations. */
  readonly whoMayCreate: 'everyone' | 'users' | 'moderators';
  /** Whose comments wait for a moderator before others see them; `everyone` means everyone but moderators. */
  readonly premoderation: 'nobody' | 'anonymous' | 'everyone';
  /** So many flags take a comment out of sight until a moderator looks; null never does. */
  readonly flagsToHide: number | null;
  /** Words and groups of words that make a comment wait, or spam; `*` at an end stands for any letters. */
  readonly filterWords: readonly string[];
  /** So many links a comment may have before it waits, or is spam; null is any number. */
  readonly filterLinks: number | null;
  /** What becomes of a comment that one of the two catches. */
  readonly filterOutcome: 'pending' | 'spam';
  /** Whether only signed-in users may look at the images. */
  readonly privateImages: boolean;
  /** Levels of replies; 0 is flat. */
  readonly replyDepth: number;
  /** Whether pictures can be uploaded into comments. */
  readonly allowUploads: boolean;
  /** Longest comment in UTF-16 units, at most `LIMITS.commentLength`. */
  readonly commentLength: number;
  /** What the widget says its own texts in where the page names no language; null is what the visitor's browser prefers. */
  readonly locale: LocaleCode | null;
  /** What of the log of changes each image keeps (L1). */
  readonly retentionDays: number | null;
  readonly retentionEvents: number | null;
  /** What may be done here per minute, at most as much as the server allows: all of the tenant's people together … */
  readonly operationsPerMinute: number | null;
  readonly requestsPerMinute: number | null;
  readonly arrivalsPerMinute: number | null;
  /** … one of them … */
  readonly operationsPerMinuteOfOne: number | null;
  readonly uploadsPerMinuteOfOne: number | null;
  /** … and those behind one network address. */
  readonly readsPerMinuteOfAddress: number | null;
}

/** What a tenant starts with. */
export const TENANT_SETTINGS: TenantSettings = {
  allowAnonymous: true,
  allowUnverified: true,
  whoMayCreate: 'everyone',
  premoderation: 'nobody',
  flagsToHide: null,
  filterWords: [],
  filterLinks: null,
  filterOutcome: 'pending',
  privateImages: false,
  replyDepth: 0,
  allowUploads: true,
  commentLength: 2000,
  locale: null,
  retentionDays: null,
  retentionEvents: null,
  operationsPerMinute: null,
  requestsPerMinute: null,
  arrivalsPerMinute: null,
  operationsPerMinuteOfOne: null,
  uploadsPerMinuteOfOne: null,
  readsPerMinuteOfAddress: null,
};
