/** One administrative act: who did what to whom, when, and from where. */
export interface Act {
  /** Makes acts of one time different, and lists them in the order they were done. */
  readonly id: string;
  /** The tenant it was done in; '' for one that is about tenants themselves. */
  readonly tenantId: string;
  /** Server time in ms. */
  readonly at: number;
  /** An actor id, or `command line`. */
  readonly by: string;
  /** What was done, `ban` or `secret-revoked`. */
  readonly action: string;
  /** What it was done to: an actor id, a secret's id, a tenant's id. Never a secret itself. */
  readonly subject: string;
  /** What else matters, in words. */
  readonly detail: string;
  /** The address it was done from as a salted hash; null on the command line. */
  readonly addressHash: string | null;
}

/** What administrators did, durable; nothing of it is ever changed. Methods reject only when the engine cannot read or write. */
export interface AuditLog {
  /** Resolves once it is on disk. */
  write(act: Act): Promise<void>;
  /** A tenant's newest acts, the newest first; '' for those about tenants. */
  read(tenantId: string, most: number): Promise<readonly Act[]>;
}
