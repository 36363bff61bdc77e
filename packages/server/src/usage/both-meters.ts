import type { Meter } from '@imagechat/core/ports/meter';

/** One meter that counts in two. */
export function bothMeters(one: Meter, other: Meter): Meter {
  return {
    handed(sent) {
      one.handed(sent);
      other.handed(sent);
    },
    connected(tenantId, site, change) {
      one.connected(tenantId, site, change);
      other.connected(tenantId, site, change);
    },
    fetched(tenantId, site, comments) {
      one.fetched(tenantId, site, comments);
      other.fetched(tenantId, site, comments);
    },
    apiAsked(tenantId, succeeded) {
      one.apiAsked(tenantId, succeeded);
      other.apiAsked(tenantId, succeeded);
    },
  };
}
