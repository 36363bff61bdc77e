import type { DailyUsage } from '@imagechat/core/ports/usage';
import { type Environment, readConfig } from '../config.ts';
import { newAct } from '../identity/new-act.ts';
import type { TenantDesk } from '../identity/tenant-desk.ts';
import { StartupError } from '../startup-error.ts';
import type { Desk } from '../storage/desk.ts';
import { besideServer } from '../storage/sqlite/beside.ts';
import { withReader } from '../storage/sqlite/read-only.ts';
import { systemClock } from '../system-clock.ts';

/**
 * Lets `work` read and change what servers serve, beside them: the database of DATABASE_URL, or the one in DATA_DIR. Throws StartupError when that cannot be
 * had.
 */
export async function atDesk<Result>(
  env: Environment,
  work: (desk: Desk) => Promise<Result>,
): Promise<Result> {
  const { dataDir, databaseUrl } = readConfig(env);
  if (databaseUrl === undefined) return await besideServer(dataDir, work);
  const { openPostgres } = await import('../storage/postgres/open.ts');
  const engine = await openPostgres({ url: databaseUrl, log: () => undefined, now: systemClock.now });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** Writes into the audit log what is done on the command line; '' stands for no tenant in particular. */
export function note(
  { audit }: Desk,
  tenantId: string,
  action: string,
  subject: string,
  detail: string,
): Promise<void> {
  const at = systemClock.now();
  return audit.write(
    newAct({ tenantId, at, by: 'command line', action, subject, detail, addressHash: null }),
  );
}

/** What tenants are changed with from here. */
export function tenantDesk(desk: Desk): TenantDesk {
  return { tenants: desk.tenants, now: systemClock.now, note: (...act) => note(desk, ...act) };
}

/** Usage of a tenant, read without disturbing anybody: also from a folder that cannot be written. */
export async function usageOf(
  env: Environment,
  tenantId: string,
  from: string,
  to: string,
): Promise<readonly DailyUsage[]> {
  const unknown = new StartupError(`There is no tenant "${tenantId}".`);
  const { dataDir, databaseUrl } = readConfig(env);
  if (databaseUrl === undefined)
    return withReader(dataDir, (reader) => {
      if (!reader.tenant(tenantId)) throw unknown;
      return reader.usage(tenantId, from, to);
    });
  return await atDesk(env, async ({ tenants, usage }) => {
    if (!(await tenants.find(tenantId))) throw unknown;
    return await usage.read(tenantId, from, to);
  });
}
