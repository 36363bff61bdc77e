/** What one process run counted for one tenant and site on one UTC day, as absolute totals (M1). */
export interface UsageTotal {
  readonly tenantId: string;
  /** Origin host of the pages; '' for no browser. */
  readonly site: string;
  /** UTC day, `2026-01-31`. */
  readonly day: string;
  /** Events times recipients. */
  readonly pubSubMessageCount: number;
  /** WebSocket bytes with headers. */
  readonly pubSubBandwidth: number;
  readonly commentFetchCount: number;
  /** Most connections at a time. */
  readonly connectionPeak: number;
  /** Frames that batching made unnecessary, times recipients. */
  readonly framesSaved: number;
  /** Requests made with one of the tenant's API keys. */
  readonly apiCreditsUsed: number;
  /** Those of them that were refused or failed. */
  readonly apiErrorCount: number;
}

/** One tenant's usage at one site on one UTC day: all runs together, with the exact counts of what was created. */
export interface DailyUsage extends UsageTotal {
  readonly conversationCreateCount: number;
  readonly commentCreateCount: number;
  /** Reactions given; taking one back takes nothing from it. */
  readonly voteCount: number;
  /** People who signed in for the first time. */
  readonly accountCreatedCount: number;
}

/**
 * Keeps usage. Totals of sockets come from here and are absolute per process run, so saving them again changes nothing; the counts of what was
 * created are written by {@link Storage} in the transaction that creates it, and so are exact always (M1).
 */
export interface UsageStore {
  /** Replaces what this run said before of the same tenants, sites and days. Rejects when the engine cannot write. */
  save(run: string, totals: readonly UsageTotal[]): Promise<void>;
  /** Usage of a tenant by day and site, oldest first, from one UTC day to another, both included. Peaks of runs are added: they last at the same time. */
  read(tenantId: string, fromDay: string, toDay: string): Promise<readonly DailyUsage[]>;
}

/** The usage of a day on which nothing happened. */
export function noUsage(tenantId: string, site: string, day: string): DailyUsage {
  return {
    tenantId,
    site,
    day,
    pubSubMessageCount: 0,
    pubSubBandwidth: 0,
    commentFetchCount: 0,
    connectionPeak: 0,
    framesSaved: 0,
    apiCreditsUsed: 0,
    apiErrorCount: 0,
    conversationCreateCount: 0,
    commentCreateCount: 0,
    voteCount: 0,
    accountCreatedCount: 0,
  };
}
