import { HUB_SETTINGS } from '@imagechat/core/settings';
import type { MessageDown, MessageUp } from '@imagechat/protocol/messages';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

type Told = Extract<MessageDown, { t: 'presence' }>;

/** What watching one connection's presence needs. */
export interface PresenceCheckParts {
  readonly trace: Trace;
  readonly time: VirtualTime;
  readonly name: string;
  /** Who speaks on this connection. */
  readonly actors: ReadonlySet<string>;
}

/** Watches who says on one connection to be here, and what it is told of others (P1). */
export class PresenceCheck {
  readonly #parts: PresenceCheckParts;
  /** Numbers of the images watched here, by urlId, and those of them where somebody said to be here. */
  readonly #viewed = new Map<string, number>();
  readonly #announced = new Set<number>();
  /** Numbers it was said of at all: what would have ended the watching may have been refused for being too fast. */
  readonly #once = new Set<number>();
  readonly #asked = new Map<number, string>();
  readonly #told = new Map<number, { readonly at: number; readonly message: Told }>();

  constructor(parts: PresenceCheckParts) {
    this.#parts = parts;
  }

  /** A frame arrived at the server. */
  up(message: MessageUp): void {
    if (message.t === 'subscribe') {
      this.#asked.set(message.ref, message.urlId);
      this.#forget(this.#viewed.get(message.urlId));
    } else if (message.t === 'unsubscribe') this.#forget(message.i);
    else if (message.t === 'presence') {
      this.#once.add(message.i);
      if (this.isViewing(message.i)) this.#announced.add(message.i);
    }
  }

  /** A frame was handed to the wire. */
  down(message: MessageDown): void {
    if (message.t === 'subscribed') this.#viewed.set(this.#asked.get(message.ref) ?? '', message.i);
    if (message.t !== 'presence') return;
    const { time } = this.#parts;
    const before = this.#told.get(message.i);
    if (!this.#once.has(message.i)) this.#breach(`nobody here asked for ${JSON.stringify(message)}`);
    if ('seq' in message || 'epoch' in message)
      this.#breach(`presence is numbered: ${JSON.stringify(message)}`);
    if (before && time.now() - before.at < HUB_SETTINGS.presenceMinMs)
      this.#breach(`told again after ${time.now() - before.at} ms`);
    this.#told.set(message.i, { at: time.now(), message });
  }

  isViewing(i: number): boolean {
    return [...this.#viewed.values()].includes(i);
  }

  /** Who said here to look at this image. */
  here(i: number): readonly string[] {
    return this.#announced.has(i) ? [...this.#parts.actors] : [];
  }

  /** At rest: everybody who asked was told the truth, which all connections of the process make together. What is wrong, or undefined. */
  unrest(all: readonly PresenceCheck[]): string | undefined {
    for (const i of this.#announced) {
      const viewers = all.filter((other) => other.isViewing(i)).length;
      const people = new Set(all.flatMap((other) => other.here(i)));
      const told = this.#told.get(i)?.message;
      const right =
        told?.viewers === viewers &&
        told.people.length === people.size &&
        told.people.every(({ id, typing }) => people.has(id) && typing === undefined);
      if (!right)
        return `${this.#parts.name} was told ${JSON.stringify(told)}, there are ${viewers} and ${[...people]}`;
    }
    return undefined;
  }

  #forget(i: number | undefined): void {
    if (i === undefined) return;
    for (const [urlId, number] of this.#viewed) if (number === i) this.#viewed.delete(urlId);
    this.#announced.delete(i);
  }

  #breach(says: string): void {
    this.#parts.trace.breach('P1', `${this.#parts.name}: ${says}`);
  }
}
