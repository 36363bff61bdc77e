import type { Shown } from '@imagechat/core/eyes';
import type { Judge, Verdict } from '@imagechat/core/ports/judges';
import type { Delivery, DeliveryOutcome } from '@imagechat/core/ports/webhooks';
import type { Status } from '@imagechat/protocol/status';
import type { Generated } from 'kysely';
import type {
  AccountChallengesTable,
  AccountLinksTable,
  AccountSessionsTable,
  AccountsTable,
  MembershipsTable,
  PasskeysTable,
} from './account-schema.ts';

/** Facts about the database itself, by name. */
export interface MetaTable {
  readonly key: 'epoch' | 'marker' | 'move' | 'secret' | 'tenants-version';
  readonly value: string;
}

/** The customers of this server. */
export interface TenantsTable {
  readonly id: string;
  readonly name: string;
  /** JSON: an array of strings. */
  readonly domains: string;
  /** JSON: an object; what is in it is identity's to say. */
  readonly settings: Generated<string>;
  readonly created_at: number;
}

/** What tenants' own servers sign with; `secret` is empty once it was revoked. */
export interface TenantSecretsTable {
  readonly tenant_id: string;
  readonly id: string;
  readonly secret: string;
  readonly created_at: number;
  readonly revoked_at: number | null;
}

/** What tenants' own programs are let in by. */
export interface TenantKeysTable {
  readonly tenant_id: string;
  readonly id: string;
  /** SHA-256 of the key, hex. */
  readonly hash: string;
  readonly created_at: number;
  readonly revoked_at: number | null;
}

/** Who was here under a name. */
export interface UsersTable {
  readonly tenant_id: string;
  /** The actor id. */
  readonly id: string;
  readonly username: string;
  readonly display_name: string | null;
  readonly display_label: string | null;
  /** An https address, and the short key it is asked for under. */
  readonly avatar: string | null;
  readonly avatar_key: string | null;
  readonly website_url: string | null;
  readonly email: string | null;
  /** JSON: an array of strings; null is every group. */
  readonly group_ids: string | null;
  readonly locale: string | null;
  readonly is_admin: number;
  readonly is_moderator: number;
  readonly verified: number;
  readonly address_hash: string | null;
  /** When the tenant signed what is kept here; older data changes nothing. */
  readonly signed_at: number;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Who may not take part. */
export interface BansTable {
  readonly tenant_id: string;
  readonly id: string;
  readonly kind: 'actor' | 'address';
  /** An actor id, or the salted hash of an address. */
  readonly subject: string;
  readonly shadow: number;
  readonly until: number | null;
  readonly created_at: number;
  readonly by: string;
}

/** Whose sessions from before a time are over. */
export interface SignOutsTable {
  readonly tenant_id: string;
  readonly actor_id: string;
  readonly before: number;
  readonly final: number;
}

/** What administrators did. */
export interface AuditTable {
  readonly tenant_id: string;
  readonly id: string;
  readonly at: number;
  readonly by: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
  readonly address_hash: string | null;
}

/** Addresses that are told what happens on a tenant's images. */
export interface WebhooksTable {
  readonly tenant_id: string;
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  /** JSON: an array of event types. */
  readonly events: string;
  readonly active: number;
  readonly created_at: number;
}

/** How far a webhook was told of an image; no row when it was told everything. */
export interface WebhookLanesTable {
  readonly tenant_id: string;
  readonly webhook_id: string;
  readonly image_id: number;
  /** The seq that is next. */
  readonly seq: number;
  readonly tries: number;
  readonly next_at: number;
}

/** What became of what was sent. */
export interface WebhookDeliveriesTable {
  readonly tenant_id: string;
  readonly webhook_id: string;
  readonly id: string;
  readonly url_id: string;
  readonly seq: number;
  readonly type: Delivery['type'];
  readonly at: number;
  readonly tries: number;
  readonly outcome: DeliveryOutcome;
  readonly status: number | null;
  readonly answer: string;
  readonly next_at: number | null;
}

/** Programs that are asked about comments, one a tenant. */
export interface JudgesTable {
  readonly tenant_id: string;
  readonly url: string;
  readonly secret: string;
  readonly fails: Judge['fails'];
  readonly most_ms: number;
  readonly active: number;
  readonly created_at: number;
}

/** What they said. */
export interface VerdictsTable {
  readonly tenant_id: string;
  readonly id: string;
  readonly url_id: string;
  readonly conversation_id: string;
  readonly comment_id: string;
  readonly at: number;
  readonly took_ms: number;
  readonly outcome: Verdict['outcome'];
  readonly status: number | null;
  readonly why: string;
}

/** Images somebody has talked about (N1). */
export interface ImagesTable {
  readonly tenant_id: string;
  readonly url_id: string;
  /** The row id by which the tables below name the image. */
  readonly id: Generated<number>;
  /** seq of the last event. */
  readonly head: number;
  readonly src: string | null;
  readonly page: string | null;
  readonly title: string | null;
  /** JSON: the groups that may see it; null is everyone. */
  readonly groups: string | null;
  readonly created_at: number;
  /** Only moderators write on it. */
  readonly closed: Generated<number>;
  /** When something last happened on it, to ten seconds; -1 for a name an image has left, while nobody talks there. */
  readonly active_at: Generated<number>;
}

/** Conversations as image state holds them (S1), deleted ones included. */
export interface ConversationsTable {
  readonly tenant_id: string;
  readonly id: string;
  readonly image_id: number;
  /** seq of the event that started it or made it public again: the order of a snapshot. */
  readonly created_seq: number;
  readonly x: number;
  readonly y: number;
  readonly place_seq: number;
  readonly resolved: number;
  readonly by: string;
  readonly name: string;
  readonly count: number;
  readonly latest_seq: number;
  /** The four parts of the opening, all null or none. */
  readonly opening_comment_id: string | null;
  readonly opening_by: string | null;
  readonly opening_name: string | null;
  readonly opening_line: string | null;
  readonly created_at: number;
  /** When it was taken away, and by which actor: kept unseen for undo (N1). */
  readonly deleted_at: number | null;
  readonly deleted_by: string | null;
  /** Null when everybody may see it (V1). */
  readonly status: Status | null;
  readonly locked: Generated<number>;
  /** JSON: what authors of spam in it are shown instead, by their ids. Null when nobody is. */
  readonly shadows: string | null;
}

/** Comments, deleted ones included. */
export interface CommentsTable {
  readonly tenant_id: string;
  readonly id: string;
  readonly conversation_id: string;
  /** seq of the event that added it: the order of a thread. */
  readonly seq: number;
  readonly by: string;
  readonly name: string;
  /** The short key of the author's picture. */
  readonly avatar: string | null;
  readonly text: string;
  /** JSON of the text with its marks read; null when it has none. */
  readonly body: string | null;
  readonly reply_to: string | null;
  readonly depth: number | null;
  /** JSON; null when there are none. */
  readonly reactions: string | null;
  readonly created_at: number;
  readonly edited_at: number | null;
  readonly deleted_at: number | null;
  readonly deleted_by: string | null;
  /** Null when everybody may see it (V1). */
  readonly status: Status | null;
  /** What its author is shown of one that is spam. */
  readonly shown: Shown | null;
  /** How many people flagged it since a moderator last decided; null for none. */
  readonly flags: number | null;
  /** JSON: marks of all who ever flagged it. */
  readonly flagged_by: string | null;
}

/** Which comments show which uploads, comments included that were taken away. */
export interface UploadUsesTable {
  readonly tenant_id: string;
  readonly comment_id: string;
  readonly upload_id: string;
}

/** Who wrote on which image, under the name of the last time. */
export interface SpeakersTable {
  readonly tenant_id: string;
  readonly image_id: number;
  readonly actor_id: string;
  readonly name: string;
  /** The name as it is looked for. */
  readonly folded: string;
}

/** The log of every image (O1). */
export interface EventsTable {
  readonly tenant_id: string;
  readonly image_id: number;
  readonly seq: number;
  readonly at: number;
  /** Actor id: with the broadcast id, what a repeated operation is known by (O2). */
  readonly by: string;
  readonly broadcast_id: string;
  /** The comment whose text may be in the payload, null when there is none: how redaction finds it (L1). */
  readonly comment_id: string | null;
  /** JSON: the whole event. */
  readonly payload: string;
}

/** What was created, counted in the transaction that created it (M1). */
export interface UsageCreatedTable {
  readonly tenant_id: string;
  /** UTC day, `2026-01-31`. */
  readonly day: string;
  /** Origin host of the pages; '' for no browser. */
  readonly site: string;
  readonly conversations: number;
  readonly comments: number;
  readonly votes: number;
  readonly accounts: number;
}

/** What one process run handed to sockets, as absolute totals (M1). */
export interface UsageTotalsTable {
  readonly tenant_id: string;
  readonly day: string;
  readonly site: string;
  /** The random name of the run. */
  readonly run: string;
  readonly messages: number;
  /** In bytes. */
  readonly bandwidth: number;
  readonly comments_fetched: number;
  readonly connection_peak: number;
  readonly frames_saved: number;
  readonly api_requests: number;
  readonly api_errors: number;
}

/** All tables, by name. The same for every engine. */
export interface Schema {
  readonly meta: MetaTable;
  readonly tenants: TenantsTable;
  readonly tenant_secrets: TenantSecretsTable;
  readonly tenant_keys: TenantKeysTable;
  readonly users: UsersTable;
  readonly bans: BansTable;
  readonly sign_outs: SignOutsTable;
  readonly audit: AuditTable;
  readonly accounts: AccountsTable;
  readonly memberships: MembershipsTable;
  readonly account_sessions: AccountSessionsTable;
  readonly account_links: AccountLinksTable;
  readonly passkeys: PasskeysTable;
  readonly account_challenges: AccountChallengesTable;
  readonly webhooks: WebhooksTable;
  readonly webhook_lanes: WebhookLanesTable;
  readonly webhook_deliveries: WebhookDeliveriesTable;
  readonly judges: JudgesTable;
  readonly verdicts: VerdictsTable;
  readonly images: ImagesTable;
  readonly conversations: ConversationsTable;
  readonly comments: CommentsTable;
  readonly events: EventsTable;
  readonly speakers: SpeakersTable;
  readonly upload_uses: UploadUsesTable;
  readonly usage_created: UsageCreatedTable;
  readonly usage_totals: UsageTotalsTable;
}
