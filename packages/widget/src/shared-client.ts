import type { Client } from '@imagechat/client/api';
import { createClient } from '@imagechat/client/client';
import { type Server, browserEnvironment, serverKey } from './browser-environment.ts';
import { on } from './make.ts';
import type { KeyValueStore } from './safe-storage.ts';

interface Shared {
  readonly client: Client;
  readonly stopWaking: () => void;
  users: number;
}

const shared = new Map<string, Shared>();

/** A client in use, and what gives it back: the last one to do so closes it. */
export interface Lease {
  readonly client: Client;
  release(): void;
}

/** The page's one client for this server and tenant: one socket for all images. */
export function leaseClient(server: Server, storage: KeyValueStore): Lease {
  const key = serverKey(server);
  const entry = shared.get(key) ?? open(server, storage);
  shared.set(key, entry);
  entry.users++;
  let released = false;
  return {
    client: entry.client,
    release() {
      if (released) return;
      released = true;
      entry.users--;
      if (entry.users > 0) return;
      shared.delete(key);
      entry.stopWaking();
      entry.client.close();
    },
  };
}

function open(server: Server, storage: KeyValueStore): Shared {
  const client = createClient({
    tenantId: server.tenantId,
    environment: browserEnvironment(server, storage),
    login: server.login && JSON.parse(server.login),
  });
  return { client, users: 0, stopWaking: wakeWithPage(client) };
}

/** A page that slept, was hidden or had no network may hold a line that only seems to live. */
function wakeWithPage(client: Client): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const wake = (): void => client.wake();
  on(document, 'visibilitychange', () => document.hidden || wake(), { signal });
  on(window, 'pageshow online offline', wake, { signal });
  return () => stop.abort();
}
