import type { Fanout } from '@imagechat/core/ports/fanout';

/** The part of a Bun server that publishes. */
export type Publisher = Pick<Bun.Server<unknown>, 'publish' | 'subscriberCount'>;

/**
 * Bun's native publish over a list of servers: normally one; two while a renewed certificate's listener takes over from the one that
 * drains.
 */
export class BunFanout implements Fanout {
  readonly #servers = new Set<Publisher>();

  /** Frames go to this server's sockets too, until the returned function is called. */
  add(server: Publisher): () => void {
    this.#servers.add(server);
    return () => this.#servers.delete(server);
  }

  publish(topic: string, frame: string): void {
    for (const server of this.#servers) server.publish(topic, frame);
  }

  count(topic: string): number {
    let count = 0;
    for (const server of this.#servers) count += server.subscriberCount(topic);
    return count;
  }
}
