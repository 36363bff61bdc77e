import type { Log } from '@imagechat/core/ports/log';
import type { LogKeeper, Retention } from '@imagechat/core/ports/retention';
import type { TenantStore } from '@imagechat/core/ports/tenants';
import { everySoOften } from '../every-so-often.ts';
import type { Turns } from './turns.ts';

/** How much of the logs the operator wants kept. */
export interface LogSettings {
  readonly days: number;
  /** Per image. */
  readonly events: number;
}

const EVERY_MS = 5 * 60_000;
const DAY_MS = 24 * 3600 * 1000;

/** Events cut in one go at most, so that a first cut of a long history is spread over many pulses. */
const MOST = 20_000;

/** Where logs are cut, and who wants how much of them kept. */
export interface TrimmedStorage extends LogKeeper, Turns {
  readonly tenants: Pick<TenantStore, 'list'>;
}

/** The chore that keeps the logs from growing for ever (L1): as the operator wants, and where a tenant's settings say something else, as they do. */
export function trimChore(storage: TrimmedStorage, keep: LogSettings, log: Log): (now: number) => void {
  return everySoOften(EVERY_MS, async (now) => {
    try {
      if (!(await storage.takeTurn('trim', EVERY_MS))) return;
      const ofTenants = (await storage.tenants.list()).flatMap(({ id, settings }) => {
        const { retentionDays, retentionEvents } = settings;
        if (retentionDays == null && retentionEvents == null) return [];
        const own = { days: retentionDays ?? keep.days, events: retentionEvents ?? keep.events };
        return [{ tenantId: id, ...retention(own, now) }];
      });
      const gone = await storage.trim({ ...retention(keep, now), ofTenants }, MOST);
      if (gone > 0) log('info', 'logs-trimmed', { events: gone });
    } catch (error) {
      log('warn', 'logs-not-trimmed', { error: String(error) });
    }
  });
}

function retention({ days, events }: LogSettings, now: number): Retention {
  return { sinceMs: now - days * DAY_MS, events };
}
