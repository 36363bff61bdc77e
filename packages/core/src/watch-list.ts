import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import type { Bus } from './ports/bus.ts';
import { type ImageParts, WatchedImage } from './watched-image.ts';

/** An image being watched. `joined` resolves once the bus confirmed, or said that it is away (R2). */
export interface Watch {
  readonly image: WatchedImage;
  readonly joined: Promise<boolean>;
}

interface Entry extends Watch {
  watchers: number;
}

/** The images someone on this process watches; one bus subscription and one {@link WatchedImage} each, gone with the last watcher. */
export class WatchList {
  readonly #bus: Bus;
  readonly #parts: ImageParts;
  readonly #entries = new Map<string, Entry>();
  #lastNumber = 0;

  constructor(bus: Bus, parts: ImageParts) {
    this.#bus = bus;
    this.#parts = parts;
  }

  /** How many images are watched. */
  get size(): number {
    return this.#entries.size;
  }

  /** Every watched image. */
  images(): WatchedImage[] {
    return Array.from(this.#entries.values(), ({ image }) => image);
  }

  find(key: ImageKey): WatchedImage | undefined {
    return this.#entries.get(imageKeyText(key))?.image;
  }

  /** One more watcher of the image; give it back with {@link unwatch}. */
  watch(key: ImageKey): Watch {
    const text = imageKeyText(key);
    const known = this.#entries.get(text);
    if (known) {
      known.watchers++;
      return known;
    }
    const image = new WatchedImage(++this.#lastNumber, key, this.#parts);
    const entry = { image, joined: this.#bus.subscribe(key), watchers: 1 };
    this.#entries.set(text, entry);
    return entry;
  }

  /** One watcher less; the last one closes the image here. */
  unwatch(image: WatchedImage): void {
    const text = imageKeyText(image.key);
    const entry = this.#entries.get(text);
    if (entry?.image !== image || --entry.watchers > 0) return;
    this.#entries.delete(text);
    this.#bus.unsubscribe(image.key);
    image.stop();
  }
}
