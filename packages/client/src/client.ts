import type { Client, Environment, Login } from './api.ts';
import { Page } from './page.ts';

/** What a client is made of. `tenantId`: the tenant whose images are watched; `login`: who the page says is there, if anybody. */
export interface ClientOptions {
  readonly tenantId: string;
  readonly environment: Environment;
  readonly login?: Login | undefined;
}

/** A client of one tenant on one server. It connects when the first image is watched, not before, and closes the line after the last (T1). */
export function createClient({ tenantId, environment, login }: ClientOptions): Client {
  const page = new Page(tenantId, environment, login);
  return {
    get connection() {
      return page.connection.state;
    },
    get actor() {
      return page.session.actor;
    },
    serverNow: () => page.serverNow(),
    subscribe: (listener) => page.changes.subscribe(listener),
    image: (urlId, facts) => page.watch(urlId, facts),
    setName: (name) => page.session.setName(name),
    wake: () => page.connection.wake(),
    close: () => page.close(),
  };
}
