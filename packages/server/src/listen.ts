import type { Log } from '@imagechat/core/ports/log';
import { refuse } from '@imagechat/protocol/refusal';
import type { Composition } from './compose.ts';
import { refusalResponse } from './http/refusal-response.ts';
import { listenError } from './listen-error.ts';
import type { LiveData } from './live/bun-socket.ts';
import { NO_ORIGIN, requesterOf } from './requester.ts';
import type { Certificate } from './tls/certificate.ts';

/** Our own code refuses bodies over 64 kB, in words; what is far beyond, Bun turns away with a bare 413. In bytes. */
const MOST_BODY_BYTES = 16 * 1024 * 1024;

/** How long a request may be silent before its connection is cut, in seconds. */
const QUIET_SECONDS = 30;

/** Where to listen. */
export interface ListenOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How many proxies of our own stand in front. */
  readonly proxies: number;
  /** With it the port speaks https, without it plain http. */
  readonly certificate?: Certificate;
  /** Other processes of ours listen on the same port: whoever connects gets one of them. */
  readonly shared?: boolean;
  readonly log: Log;
}

/**
 * One port of a composition. With a certificate it can be renewed: a second server opens on the same port with the new one and takes all that
 * comes, while the first only keeps the connections it has, for as long as they last.
 */
export class Listener {
  readonly #composition: Composition;
  readonly #options: ListenOptions;
  readonly #leaveFanout = new Map<Bun.Server<LiveData>, () => void>();
  /** All that still have connections, the newest last. */
  readonly #servers: Bun.Server<LiveData>[] = [];

  /** Opens the port. Throws StartupError when the port or address cannot be had. */
  constructor(composition: Composition, options: ListenOptions) {
    this.#composition = composition;
    // Servers that share a port do not notice a stranger on it, so first it is opened alone; for a port that is shared from the start somebody did that.
    const port = options.certificate && !options.shared ? freePort(options) : options.port;
    const server = this.#open({ ...options, port });
    this.#options = { ...options, port: server.port ?? port };
  }

  /** The TCP port. */
  get port(): number {
    return this.#servers.at(-1)?.port ?? 0;
  }

  /** How many servers only keep what they have. */
  get draining(): number {
    return this.#servers.length - 1;
  }

  /** From now on new connections get this certificate; nobody who is connected notices. */
  renew(certificate: Certificate): void {
    const before = this.#servers.at(-1);
    this.#open({ ...this.#options, certificate });
    if (before) void before.stop().finally(() => this.#forget(before));
  }

  /** Takes no more connections; with `cut` those that are open end too. Resolves when all are gone, if they ever are. */
  async stop(cut = false): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop(cut)));
  }

  #open(options: ListenOptions): Bun.Server<LiveData> {
    const server = serve(this.#composition, options);
    this.#servers.push(server);
    this.#leaveFanout.set(server, this.#composition.fanout.add(server));
    return server;
  }

  #forget(server: Bun.Server<LiveData>): void {
    this.#leaveFanout.get(server)?.();
    this.#leaveFanout.delete(server);
    this.#servers.splice(this.#servers.indexOf(server), 1);
  }
}

/** Opens the port and closes it again. @returns its number. Throws StartupError when it cannot be had. */
export function freePort({ host, port }: Pick<ListenOptions, 'host' | 'port'>): number {
  try {
    const server = Bun.serve({ hostname: host, port, fetch: () => new Response(null, { status: 503 }) });
    // A server that has stopped has no port any more.
    const opened = server.port ?? port;
    void server.stop(true);
    return opened;
  } catch (error) {
    throw listenError(error, 'PORT', host, port);
  }
}

function serve({ app, live }: Composition, options: ListenOptions): Bun.Server<LiveData> {
  const { certificate, host, log, port, proxies, shared = false } = options;
  try {
    return Bun.serve<LiveData>({
      hostname: host,
      port,
      ...(certificate ? { tls: { cert: certificate.cert, key: certificate.key } } : {}),
      reusePort: shared || certificate !== undefined,
      maxRequestBodySize: MOST_BODY_BYTES,
      idleTimeout: QUIET_SECONDS,
      websocket: live.websocket,
      fetch(request, self) {
        const from = requesterOf(request, self.requestIP(request)?.address ?? '', proxies);
        // A health check in HTTP/1.0 may name no host; then Bun gives the path alone.
        const asked = request.url.startsWith('/')
          ? new Request(`${NO_ORIGIN}${request.url}`, request)
          : request;
        const isLive = URL.parse(asked.url)?.pathname === '/v1/live';
        return isLive ? live.upgrade(request, self, from) : app.fetch(asked, from);
      },
      error(error) {
        log('error', 'request-failed', { error: String(error) });
        return refusalResponse(refuse('unavailable', 'The server cannot answer this just now.', 2000));
      },
    });
  } catch (error) {
    throw listenError(error, 'PORT', host, port);
  }
}
