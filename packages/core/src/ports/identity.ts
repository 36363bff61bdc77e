import type { Refusal } from '@imagechat/protocol/refusal';
import type { Actor } from '../access.ts';

/** What a connection or request brings to say who it is. */
export interface Claim {
  readonly tenantId: string;
  /** The session token; without one the claim is for a visitor who may look. */
  readonly token?: string;
  /** The page's origin as the browser told it (`https://host[:port]`), null when there is none (no browser). */
  readonly origin: string | null;
  /** The origin under which this very server was reached; always allowed. */
  readonly ownOrigin: string;
  /** The address it comes from, as limits count it; bans can be about one. */
  readonly address?: string;
}

/** Who it is, until when (ms, server time); or why not. */
export type Identification =
  | { readonly ok: true; readonly actor: Actor; readonly expiresAt: number }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Says who asks. Refusals: `invalid-tenant`, `domain-unauthorized` (the origin is not on the tenant's list),
 * `invalid-token`, `banned`. Answers without touching the database when it can: reconnect storms pass here.
 */
export interface Identity {
  identify(claim: Claim): Promise<Identification>;
  /** Something about a tenant was changed: what is remembered of it is asked for anew. */
  forget(tenantId: string): void;
}
