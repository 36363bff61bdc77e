import type { Disposer } from '@imagechat/core/ports/disposal';
import type { Log } from '@imagechat/core/ports/log';
import { everySoOften } from '../every-so-often.ts';
import { disposalChore } from './disposal-chore.ts';
import { markChore } from './mark-chore.ts';
import { type LogSettings, type TrimmedStorage, trimChore } from './trim-chore.ts';

/** What the chores are done on. */
export interface TendedStorage extends TrimmedStorage, Disposer {
  /** Marks outside the database how far it has come (E1). */
  mark(): Promise<void>;
  /** Why the server should get no new visitors, if storage is in trouble. */
  readonly trouble: string | undefined;
  /** Tries whether writing works again. Rejects when it does not. */
  proveWrites(): Promise<void>;
}

/** How often to try whether writing works again, in ms. */
const PROVE_EVERY_MS = 5000;

/** All that storage wants done from the process's one timer (T1). */
export function storageChores(
  storage: TendedStorage,
  keep: LogSettings,
  log: Log,
): ((now: number) => void)[] {
  return [
    proveChore(storage),
    markChore(storage, log),
    trimChore(storage, keep, log),
    disposalChore(storage, log),
  ];
}

/** Nobody may come by who would write while the server is called not ready, so it finds out by itself that it is well again. */
function proveChore(storage: TendedStorage): (now: number) => void {
  return everySoOften(PROVE_EVERY_MS, async () => {
    // What it fails with is logged once, where the trouble began.
    if (storage.trouble !== undefined) await storage.proveWrites().catch(() => undefined);
  });
}
