import type { LimitName } from '@imagechat/core/ports/limiter';
import type { TenantSettings } from '@imagechat/core/tenant-settings';
import { type RateOf, rateOf, ratesOf } from './token-bucket.ts';

type LimitSettingName = Extract<keyof TenantSettings, `${string}PerMinute${string}`>;

/** Which setting of a tenant lowers which limit; the keys of these limits begin with the tenant's id. */
const LOWERED_BY: { readonly [Name in LimitName]?: LimitSettingName } = {
  'tenant-operation': 'operationsPerMinute',
  'tenant-request': 'requestsPerMinute',
  'tenant-arrival': 'arrivalsPerMinute',
  operation: 'operationsPerMinuteOfOne',
  upload: 'uploadsPerMinuteOfOne',
  subscribe: 'readsPerMinuteOfAddress',
};

/**
 * The server's rates, for a tenant that wants less of something the tenant's own. `settingsOf` answers at once with what is known of a tenant;
 * of one that was not read yet the server's rates hold.
 */
export function tenantRates(
  perMinute: Readonly<Record<LimitName, number>>,
  settingsOf: (tenantId: string) => Partial<TenantSettings> | undefined,
): RateOf {
  const servers = ratesOf(perMinute);
  return (name, key) => {
    const setting = LOWERED_BY[name];
    const wanted = setting && settingsOf(tenantIn(key))?.[setting];
    return wanted != null && wanted < perMinute[name] ? rateOf(wanted) : servers(name, key);
  };
}

function tenantIn(key: string): string {
  const end = key.indexOf('/');
  return end < 0 ? key : key.slice(0, end);
}
