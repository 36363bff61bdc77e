import type { Handed, Meter } from '@imagechat/core/ports/meter';
import { wireBytes } from '@imagechat/core/usage-meter';
import { Histogram, SIZES } from './histogram.ts';

/** What this process sent to subscribers since it started, for all tenants together: bounded, never saved. */
export class TrafficCounts implements Meter {
  /** Events times recipients. */
  messages = 0;
  /** WebSocket bytes with headers. */
  bytes = 0;
  /** Frames that batching made unnecessary, times recipients (B1). */
  framesSaved = 0;
  /** Events in a frame, of frames that carry some. */
  readonly batches = new Histogram(SIZES);
  /** Comments read in threads. */
  commentsRead = 0;
  /** Requests with an API key, and those of them that did not succeed. */
  apiRequests = 0;
  apiErrors = 0;

  handed({ recipients, frame, events }: Handed): void {
    let count = 0;
    for (const each of recipients.values()) count += each;
    if (count === 0) return;
    if (events > 0) this.batches.observe(events);
    this.messages += events * count;
    this.bytes += wireBytes(Buffer.byteLength(frame)) * count;
    this.framesSaved += Math.max(0, events - 1) * count;
  }

  connected(): void {
    // The hub knows how many are connected.
  }

  apiAsked(_tenantId: string, succeeded: boolean): void {
    this.apiRequests++;
    if (!succeeded) this.apiErrors++;
  }

  fetched(_tenantId: string, _site: string, comments: number): void {
    this.commentsRead += comments;
  }
}
