import { type Retention, type Retentions, retentionOf } from '@imagechat/core/ports/retention';

/** Logs that reach back further than is kept, among the images looked at. */
export interface LongLogs {
  readonly logs: readonly { readonly tenantId: string; readonly imageId: number; readonly head: number }[];
  /** Row id of the last image looked at; undefined when there are none after it. */
  readonly lookedUpTo: number | undefined;
}

/** A log by its head and its oldest event, if it has one. */
export interface LogEnds {
  readonly tenant_id: string;
  readonly head: number;
  readonly seq: number | null;
  readonly at: number | null;
}

/** Tells whether a log reaches back further than is kept (L1). */
export function isLong(keep: Retentions): (log: LogEnds) => boolean {
  const keptOf = retentionOf(keep);
  return ({ tenant_id, head, seq, at }) => {
    const { sinceMs, events } = keptOf(tenant_id);
    return seq !== null && at !== null && (at < sinceMs || head - seq >= events);
  };
}

/**
 * How many of the oldest events of a log, in order, are to go. From the beginning on, so that what stays has no holes: the first young one
 * ends it.
 */
export function youngFrom(
  oldest: readonly { readonly seq: number; readonly at: number }[],
  head: number,
  { sinceMs, events }: Retention,
): number {
  const young = oldest.findIndex(({ seq, at }) => at >= sinceMs && head - seq < events);
  return young < 0 ? oldest.length : young;
}
