/** A program of a tenant's own that is asked about a comment before everybody may see it. */
export interface Judge {
  readonly url: string;
  /** What messages are signed with. */
  readonly secret: string;
  /** What becomes of a comment about which it says nothing that can be used: everybody sees it, or it waits for a moderator. */
  readonly fails: 'open' | 'closed';
  /** How long it may think, in ms. */
  readonly mostMs: number;
  readonly active: boolean;
  /** Server time in ms. */
  readonly createdAt: number;
}

/** What it can say. */
export const VERDICTS = ['approve', 'hold', 'spam'] as const;

/** One of {@link VERDICTS}. */
export type JudgeWord = (typeof VERDICTS)[number];

/** What came of asking about one comment. Its text is not kept here, so that what is taken out of the log is gone. */
export interface Verdict {
  readonly id: string;
  /** '' for a test, like the two below. */
  readonly urlId: string;
  readonly conversationId: string;
  readonly commentId: string;
  /** Server time in ms. */
  readonly at: number;
  readonly tookMs: number;
  /** What it said; `failed-open` and `failed-closed` when it said nothing that can be used. */
  readonly outcome: JudgeWord | 'failed-open' | 'failed-closed';
  /** The status that was answered; null when nothing was. */
  readonly status: number | null;
  /** Why it could not be used, in words; '' when it could. */
  readonly why: string;
}

/** How many verdicts of a tenant are kept; the oldest go. */
export const KEPT_VERDICTS = 200;

/** Judges, one a tenant at most, and what they said last; whoever changes one makes a new version of the tenants, by which other processes notice. Methods reject only when the engine cannot read or write; what changes something resolves once it is on disk. */
export interface JudgeStore {
  find(tenantId: string): Promise<Judge | undefined>;
  /** Adds one or takes the place of the one there is. */
  put(tenantId: string, judge: Judge): Promise<void>;
  /** Takes it away with its verdicts. False when there was none. */
  remove(tenantId: string): Promise<boolean>;
  /** All that are active, with whose they are. */
  active(): Promise<readonly (readonly [tenantId: string, judge: Judge])[]>;
  note(tenantId: string, verdict: Verdict): Promise<void>;
  /** The newest first. */
  verdicts(tenantId: string, most: number): Promise<readonly Verdict[]>;
}
