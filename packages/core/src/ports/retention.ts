/** What of an image's log is kept: events not older than `sinceMs` (server time, ms), of these the newest `events` (L1). */
export interface Retention {
  readonly sinceMs: number;
  readonly events: number;
}

/** What is kept of every image's log, and of those of tenants who want it otherwise. */
export interface Retentions extends Retention {
  readonly ofTenants?: readonly (Retention & { readonly tenantId: string })[];
}

/** What is kept of the logs of a tenant's images. */
export function retentionOf({ ofTenants = [], ...others }: Retentions): (tenantId: string) => Retention {
  const own = new Map(ofTenants.map((each) => [each.tenantId, each]));
  return (tenantId) => own.get(tenantId) ?? others;
}

/** Keeps the logs from growing for ever. */
export interface LogKeeper {
  /**
   * Cuts the logs back to what is kept, at most `most` events a call, and answers how many went. A cursor from before the
   * cut gets a reset; broadcastIds of events that went are forgotten (L1, O2). Rejects when the engine cannot write.
   */
  trim(keep: Retentions, most: number): Promise<number>;
}
