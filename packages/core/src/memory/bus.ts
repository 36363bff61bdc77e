import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import type { Bus, BusListener, BusMessage } from '../ports/bus.ts';

/** Joins the hubs of one process: what one publishes the others hear, in order, after the turn. Alone it carries nothing anywhere. */
export class MemoryExchange {
  readonly #buses = new Set<MemoryBus>();

  /** A new bus on this exchange, one per hub. */
  bus(): Bus {
    const bus = new MemoryBus(this.#buses);
    this.#buses.add(bus);
    return bus;
  }
}

/** One hub's end of a {@link MemoryExchange}. */
class MemoryBus implements Bus {
  readonly #peers: Set<MemoryBus>;
  readonly #images = new Set<string>();
  #listener: BusListener | undefined;

  constructor(peers: Set<MemoryBus>) {
    this.#peers = peers;
  }

  listen(listener: BusListener): void {
    this.#listener = listener;
  }

  async subscribe(image: ImageKey): Promise<boolean> {
    this.#images.add(imageKeyText(image));
    return true;
  }

  unsubscribe(image: ImageKey): void {
    this.#images.delete(imageKeyText(image));
  }

  publish(message: BusMessage): void {
    for (const peer of this.#peers) {
      // After the turn, as a real bus would: nobody may rely on hearing within publish.
      if (peer !== this && peer.#hears(message)) void Promise.resolve().then(() => peer.#hear(message));
    }
  }

  #hears(message: BusMessage): boolean {
    return !('image' in message) || this.#images.has(imageKeyText(message.image));
  }

  #hear(message: BusMessage): void {
    if ('look' in message) this.#listener?.onBack();
    else this.#listener?.onMessage(message);
  }

  async close(): Promise<void> {
    this.#peers.delete(this);
    this.#images.clear();
  }
}
