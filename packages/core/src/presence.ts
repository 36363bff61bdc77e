import { LIMITS } from '@imagechat/protocol/limits';
import type { Person } from '@imagechat/protocol/presence';
import type { Actor } from './access.ts';
import { Elsewhere } from './elsewhere.ts';
import type { PresenceShare } from './ports/bus.ts';
import type { Cancel, Clock } from './ports/clock.ts';

/** How presence is thinned out: ms between two frames, at least and at most, and how many viewers add a ms. */
export interface PresenceLimits {
  readonly presenceMinMs: number;
  readonly presenceMaxMs: number;
  readonly presenceViewersPerMs: number;
}

/** Where presence is told, and how many look at the image now. */
export interface PresenceOutlet {
  publish(viewers: number, people: readonly Person[]): void;
  viewers(): number;
  /** Tells the other processes who is here, and asks for what they know; absent where there are none. */
  readonly share?: (viewers: number, people: readonly Person[], asks: boolean) => void;
  /** True while events have the right of way: then presence waits another round (P1). */
  busy(): boolean;
}

interface Member {
  readonly actor: Actor;
  readonly typing: string | null;
  /** Time in ms after which the typing is over unless said again. */
  readonly until: number;
}

/**
 * Who is looking at one image, among those who said so. Soft: never stored, never numbered; however much changes, the latest whole answer goes out at most
 * once a window that grows with the crowd, and it steps back while events are busy (P1). Nobody there, nothing done.
 */
export class Presence {
  readonly #clock: Clock;
  readonly #limits: PresenceLimits;
  readonly #outlet: PresenceOutlet;
  readonly #members = new Map<object, Member>();
  readonly #elsewhere = new Elsewhere();
  /** What the other processes were told last: undefined when nothing, '' when it is to be told anew. */
  #shared: string | undefined;
  #asks = true;
  #last = '';
  #window: Cancel | undefined;
  #typingEnds: Cancel | undefined;

  constructor(clock: Clock, limits: PresenceLimits, outlet: PresenceOutlet) {
    this.#clock = clock;
    this.#limits = limits;
    this.#outlet = outlet;
  }

  /** A session (named by `key`) is here, typing in a conversation or not. */
  announce(key: object, actor: Actor, typing: string | null): void {
    // Whoever is new has heard nothing yet: the next answer goes out even if nobody else sees a change.
    if (!this.#members.has(key)) this.#last = '';
    this.#members.set(key, { actor, typing, until: this.#clock.now() + LIMITS.typingMs });
    this.changed();
  }

  /** The session is gone, or stopped watching. */
  leave(key: object): void {
    if (this.#members.delete(key)) this.changed();
  }

  /** Somebody came or went. */
  changed(): void {
    if (this.#members.size === 0 && !this.#outlet.share) this.stop();
    else this.#window ??= this.#clock.after(this.#windowMs(), () => this.#tell());
  }

  /** Another process says who is there. */
  hear(share: PresenceShare): void {
    this.#elsewhere.take(share);
    if (share.asks) this.#share(this.#here(), false);
    this.changed();
  }

  /** Another process is gone. */
  forget(node: string): void {
    if (this.#elsewhere.forget(node)) this.changed();
  }

  /** What the others were told may not have reached them; with `asks` neither may what they told. */
  shareAgain(asks: boolean): void {
    if (!this.#outlet.share) return;
    if (this.#shared !== undefined) this.#shared = '';
    this.#asks ||= asks;
    this.changed();
  }

  /** Nobody looks here any more. */
  end(): void {
    this.stop();
    if (this.#shared !== undefined) this.#outlet.share?.(0, [], false);
    this.#shared = undefined;
  }

  /** Tells nothing any more. */
  stop(): void {
    this.#window?.();
    this.#window = undefined;
    this.#typingEnds?.();
    this.#typingEnds = undefined;
  }

  #tell(): void {
    this.stop();
    if (this.#outlet.busy()) {
      this.changed();
      return;
    }
    const here = this.#here();
    if (JSON.stringify([this.#outlet.viewers(), here]) !== this.#shared) this.#share(here, this.#asks);
    if (this.#members.size === 0) return;
    const people = inOrder([...here, ...this.#elsewhere.people]);
    const viewers = this.viewers;
    const answer = JSON.stringify([viewers, people]);
    if (answer !== this.#last) this.#outlet.publish(viewers, people);
    this.#last = answer;
    // Nobody says that they stopped by closing a laptop. Where somebody types elsewhere, the process there knows when that ends.
    const types = here.some(({ typing }) => typing !== undefined);
    if (types) this.#typingEnds = this.#clock.after(LIMITS.typingMs, () => this.#tell());
  }

  #share(here: readonly Person[], asks: boolean): void {
    const { share } = this.#outlet;
    const viewers = this.#outlet.viewers();
    if (!share || viewers === 0) return;
    share(viewers, here, asks);
    this.#shared = JSON.stringify([viewers, here]);
    if (asks) this.#asks = false;
  }

  /** Connections that look at the image, here and on the other processes as far as they said. */
  get viewers(): number {
    return this.#outlet.viewers() + this.#elsewhere.viewers;
  }

  /** Who is here on this process. */
  #here(): readonly Person[] {
    const now = this.#clock.now();
    const people: Person[] = [];
    for (const { actor, typing, until } of this.#members.values()) {
      if (actor.name === '') continue;
      // Further off than it can be: the clock was set back, and it is over.
      const isOn = until > now && until - now <= LIMITS.typingMs;
      const types = typing !== null && isOn ? { typing } : {};
      people.push({ id: actor.id, name: actor.name, ...types });
    }
    return inOrder(people);
  }

  #windowMs(): number {
    const { presenceMinMs, presenceMaxMs, presenceViewersPerMs } = this.#limits;
    return Math.min(presenceMaxMs, Math.max(presenceMinMs, this.viewers / presenceViewersPerMs));
  }
}

/** Each once, typing ones first, and not too many. Of one who is there twice the last word on where they type counts. */
function inOrder(all: readonly Person[]): readonly Person[] {
  const people = new Map<string, Person>();
  for (const { id, name, typing = people.get(id)?.typing } of all)
    people.set(id, { id, name, ...(typing === undefined ? {} : { typing }) });
  const each = [...people.values()];
  const typing = each.filter((person) => person.typing !== undefined);
  return [...typing, ...each.filter((person) => person.typing === undefined)].slice(0, LIMITS.people);
}
