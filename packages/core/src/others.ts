import { Nodes } from './nodes.ts';
import type { Bus } from './ports/bus.ts';
import type { HubSettings } from './settings.ts';
import type { ImageParts, WatchedImage } from './watched-image.ts';

/** Pulses a process may say nothing before it is taken for gone. */
const SILENT_PULSES = 3.2;

/** At every pulse, one of so many watched images is told of again, in case what was told was lost. */
const SHARES = 24;

/** The other processes on the bus, for one hub: tells them who is here, and notices those that went silent. */
export class Others {
  /** What watched images tell the others by. */
  readonly forImages: Required<Pick<ImageParts, 'share'>>;
  readonly #node: string;
  readonly #bus: Bus;
  readonly #nodes: Nodes;
  #pulses = 0;

  /** @param node the random name of this process */
  constructor(node: string, bus: Bus, { pulseMs }: Pick<HubSettings, 'pulseMs'>) {
    this.#node = node;
    this.#bus = bus;
    this.#nodes = new Nodes(SILENT_PULSES * pulseMs);
    this.forImages = {
      share: (image, presence) => bus.publish({ image, presence: { node, ...presence } }),
    };
  }

  /** One gave a sign of life; `now` in ms. */
  heard(node: string, now: number): void {
    this.#nodes.heard(node, now);
  }

  /** To be called at every pulse. @returns how many processes went silent */
  tend(now: number, images: readonly WatchedImage[]): number {
    this.#bus.publish({ node: this.#node });
    const gone = this.#nodes.lapsed(now);
    for (const node of gone) for (const { presence } of images) presence.forget(node);
    for (let at = this.#pulses++ % SHARES; at < images.length; at += SHARES)
      images[at]?.presence.shareAgain(false);
    return gone.length;
  }
}
