import type { Clock } from './ports/clock.ts';
import type { Handed, Meter } from './ports/meter.ts';
import type { UsageTotal } from './ports/usage.ts';
import { utcDay } from './utc-day.ts';

const DAY_MS = 86_400_000;

type Counted = { -readonly [Key in keyof UsageTotal]: UsageTotal[Key] };

/**
 * Adds up usage as absolute totals per tenant, site and UTC day of this process run, so that saving them twice counts them once (M1).
 */
export class UsageMeter implements Meter {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #byteLength: (text: string) => number;
  readonly #totals = new Map<string, Counted>();
  readonly #changed = new Set<Counted>();
  readonly #connections = new Map<string, number>();

  /** `byteLength` says how many bytes a text has in UTF-8. */
  constructor(clock: Pick<Clock, 'now'>, byteLength: (text: string) => number) {
    this.#clock = clock;
    this.#byteLength = byteLength;
  }

  handed({ tenantId, recipients, frame, events }: Handed): void {
    const bytes = wireBytes(this.#byteLength(frame));
    for (const [site, count] of recipients) {
      const total = this.#total(tenantId, site);
      total.pubSubMessageCount += events * count;
      total.pubSubBandwidth += bytes * count;
      total.framesSaved += Math.max(0, events - 1) * count;
    }
  }

  connected(tenantId: string, site: string, change: 1 | -1): void {
    const key = `${tenantId}/${site}`;
    const now = (this.#connections.get(key) ?? 0) + change;
    if (now > 0) this.#connections.set(key, now);
    else this.#connections.delete(key);
    if (change > 0) this.#total(tenantId, site);
  }

  fetched(tenantId: string, site: string, comments: number): void {
    this.#total(tenantId, site).commentFetchCount += comments;
  }

  apiAsked(tenantId: string, succeeded: boolean): void {
    // Programs have no page, and so no site.
    const total = this.#total(tenantId, '');
    total.apiCreditsUsed++;
    if (!succeeded) total.apiErrorCount++;
  }

  /**
   * The totals that changed since the last call. Days are forgotten once told and more than a day away: a clock set back over midnight
   * goes on where it was, or the smaller total would replace the larger.
   */
  changes(): readonly UsageTotal[] {
    const today = this.#today();
    for (const key of this.#connections.keys()) {
      // Whoever stays connected over midnight counts in the new day's peak too.
      if (!this.#totals.has(`${today}/${key}`)) this.#total(...splitOnce(key));
    }
    const changed = Array.from(this.#changed, (total) => ({ ...total }));
    this.#changed.clear();
    const now = this.#clock.now();
    const near = [utcDay(now - DAY_MS), today, utcDay(now + DAY_MS)];
    for (const [key, total] of this.#totals) if (!near.includes(total.day)) this.#totals.delete(key);
    return changed;
  }

  /** Takes totals back whose saving failed, to be told again. */
  untold(totals: readonly UsageTotal[]): void {
    for (const total of totals) {
      const key = `${total.day}/${total.tenantId}/${total.site}`;
      const known = this.#totals.get(key) ?? { ...total };
      this.#totals.set(key, known);
      this.#changed.add(known);
    }
  }

  #total(tenantId: string, site: string): Counted {
    const day = this.#today();
    const key = `${day}/${tenantId}/${site}`;
    const total = this.#totals.get(key) ?? newTotal(tenantId, site, day);
    total.connectionPeak = Math.max(total.connectionPeak, this.#connections.get(`${tenantId}/${site}`) ?? 0);
    this.#totals.set(key, total);
    this.#changed.add(total);
    return total;
  }

  #today(): string {
    return utcDay(this.#clock.now());
  }
}

/** Bytes of a server's text frame on the wire: payload and its header of 2, 4 or 10 bytes (RFC 6455 §5.2). */
export function wireBytes(payload: number): number {
  if (payload < 126) return payload + 2;
  return payload < 65_536 ? payload + 4 : payload + 10;
}

function newTotal(tenantId: string, site: string, day: string): Counted {
  const nothing = {
    pubSubMessageCount: 0,
    pubSubBandwidth: 0,
    commentFetchCount: 0,
    connectionPeak: 0,
    framesSaved: 0,
    apiCreditsUsed: 0,
    apiErrorCount: 0,
  };
  return { tenantId, site, day, ...nothing };
}

/** Tenant ids hold no `/`, so the first one ends the tenant. */
function splitOnce(key: string): [string, string] {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
}
