import type { Log } from '@imagechat/core/ports/log';
import type { Composition } from './compose.ts';
import type { Config } from './config.ts';
import { Listener } from './listen.ts';
import { type Certificate, readCertificate } from './tls/certificate.ts';
import { redirectServer } from './tls/redirect.ts';
import { renewalChore } from './tls/renewal-chore.ts';

/** The ports of a server. */
export interface Doors {
  /** The one for everything. */
  readonly port: number;
  /** What the process's one timer has to do for them (T1). */
  readonly chores: readonly ((now: number) => void)[];
  /** Takes no more connections; with `cut` those that are open end too. Resolves when all are gone, if they ever are. */
  stop(cut?: boolean): Promise<void>;
}

/** What opening takes of the configuration. */
export type DoorSettings = Pick<
  Config,
  'host' | 'port' | 'proxies' | 'certificateFiles' | 'redirectPort' | 'worker'
>;

/** Opens the ports as configured. Throws StartupError when one cannot be had. */
export function openDoors(
  composition: Composition,
  settings: DoorSettings,
  certificate: Certificate | undefined,
  log: Log,
): Doors {
  const { certificateFiles: files, host, port, proxies, redirectPort } = settings;
  const shared = settings.worker !== undefined;
  const listener = new Listener(composition, {
    host,
    port,
    proxies,
    shared,
    log,
    ...(certificate ? { certificate } : {}),
  });
  if (!files || !certificate) {
    return { port: listener.port, chores: [], stop: (cut) => listener.stop(cut) };
  }
  try {
    const redirect =
      redirectPort === undefined
        ? undefined
        : redirectServer({ host, port: redirectPort, to: listener.port, shared });
    const renewal = renewalChore({
      current: certificate,
      read: () => readCertificate(files),
      renew: (renewed) => listener.renew(renewed),
      log,
    });
    const stop = async (cut?: boolean): Promise<void> => {
      await Promise.all([listener.stop(cut), redirect?.stop(cut)]);
    };
    return { port: listener.port, chores: [renewal], stop };
  } catch (error) {
    void listener.stop(true);
    throw error;
  }
}
