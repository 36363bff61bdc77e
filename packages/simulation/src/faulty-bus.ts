import type { Bus, BusListener, BusMessage } from '@imagechat/core/ports/bus';
import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import type { Random } from './random.ts';
import type { Weather } from './temper.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What an exchange is made of. */
export interface ExchangeParts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly weather: Weather;
}

/** Joins the hubs of a made world, badly: loses, doubles, delays and reorders what goes between them. */
export class FaultyExchange {
  readonly #parts: ExchangeParts;
  readonly #ends = new Set<FaultyBus>();

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  /** A hub's end. */
  bus(): FaultyBus {
    const bus = new FaultyBus(this.#parts, (message, from) => this.#carry(message, from), {
      closed: () => this.#ends.delete(bus),
    });
    this.#ends.add(bus);
    return bus;
  }

  #carry(message: BusMessage, from: FaultyBus): void {
    const { time, random, weather } = this.#parts;
    for (const end of this.#ends) {
      if (end === from || weather.strikes('lostMessage')) continue;
      for (let copies = weather.strikes('doubledMessage') ? 2 : 1; copies > 0; copies--) {
        const ms = weather.strikes('lateMessage') ? random.between(1, 2000) : random.between(0, 3);
        // Who is not there when it is published does not get it, and neither does who is not there when it arrives.
        if (end.hears(message)) time.after(ms, () => end.deliver(message));
      }
    }
  }
}

/** One hub's connection to the exchange; it goes away and comes back. */
export class FaultyBus implements Bus {
  readonly #parts: ExchangeParts;
  readonly #publish: (message: BusMessage, from: FaultyBus) => void;
  readonly #owner: { closed(): void };
  /** Images asked for, with whether the exchange knows already. */
  readonly #images = new Map<string, { known: boolean }>();
  #listener: BusListener | undefined;
  #away = false;

  constructor(
    parts: ExchangeParts,
    publish: (message: BusMessage, from: FaultyBus) => void,
    owner: { closed(): void },
  ) {
    this.#parts = parts;
    this.#publish = publish;
    this.#owner = owner;
  }

  /** True while there is no connection. */
  get away(): boolean {
    return this.#away;
  }

  listen(listener: BusListener): void {
    this.#listener = listener;
  }

  async subscribe(image: ImageKey): Promise<boolean> {
    const { time, random } = this.#parts;
    const key = imageKeyText(image);
    const entry = { known: false };
    this.#images.set(key, entry);
    await time.wait(random.between(0, 3));
    if (this.#away) return false;
    entry.known = true;
    await time.wait(random.between(0, 3));
    return !this.#away;
  }

  unsubscribe(image: ImageKey): void {
    this.#images.delete(imageKeyText(image));
  }

  publish(message: BusMessage): void {
    if (!this.#away) this.#publish(message, this);
  }

  async close(): Promise<void> {
    this.#owner.closed();
    this.#images.clear();
    this.#listener = undefined;
  }

  /** Whether the exchange would send this here now. */
  hears(message: BusMessage): boolean {
    if (this.#away) return false;
    return !('image' in message) || this.#images.get(imageKeyText(message.image))?.known === true;
  }

  /** A message arrives, if there still is a way. */
  deliver(message: BusMessage): void {
    if (!this.hears(message)) return;
    if ('look' in message) this.#listener?.onBack();
    else this.#listener?.onMessage(message);
  }

  /** The connection is lost. */
  goAway(): void {
    if (this.#away) return;
    this.#away = true;
    for (const entry of this.#images.values()) entry.known = false;
    this.#listener?.onAway();
  }

  /** The connection is back, with everything subscribed to. */
  comeBack(): void {
    if (!this.#away) return;
    this.#away = false;
    for (const entry of this.#images.values()) entry.known = true;
    this.#listener?.onBack();
  }
}
