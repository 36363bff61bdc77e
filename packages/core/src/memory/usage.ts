import type { Created } from '../ports/storage.ts';
import type { Removed } from '../ports/tenants.ts';
import { type DailyUsage, type UsageStore, type UsageTotal, noUsage } from '../ports/usage.ts';
import type { HoldsTenants } from './tenants.ts';

type Sum = { -readonly [Key in keyof DailyUsage]: DailyUsage[Key] };

/** Usage kept in memory. */
export class MemoryUsage implements UsageStore, HoldsTenants {
  /** By run, day, tenant and site: what a run says replaces what it said before. */
  readonly #totals = new Map<string, UsageTotal>();
  readonly #created: Created[] = [];

  /** Counts what a group created; called by storage with the write. */
  add(created: readonly Created[]): void {
    this.#created.push(...created);
  }

  async save(run: string, totals: readonly UsageTotal[]): Promise<void> {
    for (const total of totals)
      this.#totals.set(`${run}/${total.day}/${total.tenantId}/${total.site}`, total);
  }

  async read(tenantId: string, fromDay: string, toDay: string): Promise<readonly DailyUsage[]> {
    const sums = new Map<string, Sum>();
    const sumOf = ({ site, day }: { site: string; day: string }): Sum => {
      const sum = sums.get(`${day}/${site}`) ?? { ...noUsage(tenantId, site, day) };
      sums.set(`${day}/${site}`, sum);
      return sum;
    };
    const asked = ({ tenantId: of, day }: { tenantId: string; day: string }): boolean =>
      of === tenantId && day >= fromDay && day <= toDay;
    for (const total of this.#totals.values()) if (asked(total)) addTotal(sumOf(total), total);
    for (const created of this.#created) {
      if (!asked(created)) continue;
      const sum = sumOf(created);
      sum.conversationCreateCount += created.conversations;
      sum.commentCreateCount += created.comments;
      sum.voteCount += created.votes;
      sum.accountCreatedCount += created.accounts;
    }
    return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
  }

  removeTenant(id: string): Removed {
    const created = this.#created.filter(({ tenantId }) => tenantId === id);
    const totals = [...this.#totals].filter(([, { tenantId }]) => tenantId === id);
    for (const each of created) this.#created.splice(this.#created.indexOf(each), 1);
    for (const [key] of totals) this.#totals.delete(key);
    return { usage_created: created.length, usage_totals: totals.length };
  }
}

function addTotal(sum: Sum, total: UsageTotal): void {
  sum.pubSubMessageCount += total.pubSubMessageCount;
  sum.pubSubBandwidth += total.pubSubBandwidth;
  sum.commentFetchCount += total.commentFetchCount;
  sum.connectionPeak += total.connectionPeak;
  sum.framesSaved += total.framesSaved;
  sum.apiCreditsUsed += total.apiCreditsUsed;
  sum.apiErrorCount += total.apiErrorCount;
}
