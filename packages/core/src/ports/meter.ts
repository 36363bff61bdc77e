/** Frames handed to sockets, to be counted (M1). */
export interface Handed {
  readonly tenantId: string;
  /** How many sockets got the frame, by the origin host of their page; '' stands for no browser. */
  readonly recipients: ReadonlyMap<string, number>;
  /** The frame, whose bytes on the wire are counted for every recipient. */
  readonly frame: string;
  /** Events in it, counted as messages for every recipient; 0 for frames that carry none. */
  readonly events: number;
}

/** Counts what a tenant's subscribers were sent, where frames are handed to sockets. Never fails, never waits. */
export interface Meter {
  handed(sent: Handed): void;
  /** A connection of a page on `site` opened (+1) or closed (-1): the day's peak is kept. */
  connected(tenantId: string, site: string, change: 1 | -1): void;
  /** Comments were read: threads opened and pages loaded. */
  fetched(tenantId: string, site: string, comments: number): void;
  /** One of the tenant's API keys was used for a request, which succeeded or not. */
  apiAsked(tenantId: string, succeeded: boolean): void;
}
