import type { Person, PresenceDown } from '@imagechat/protocol/presence';
import type { LiveImage, Release } from './api.ts';
import { Emitter } from './emitter.ts';
import type { Followed, Follower, FollowerLink } from './follower.ts';
import { kept } from './kept.ts';

/** Typing is believed for 6 s, so it is said again in half of that, as long as it lasts. */
const AGAIN_MS = 3_000;
/** Shortest time between two frames of ours. */
const LEAST_MS = 1_000;
/** Whoever hears nothing for so long keeps no typing signs (P1). */
const BELIEVED_MS = 60_000;

/** Who looks at an image now, as the server said last; nobody while there is no line. Replaced, never mutated. */
export interface PresenceView {
  /** Connections watching it, one's own included. */
  readonly viewers: number;
  /** Those with a name who said they are here, oneself perhaps among them, and in which conversation they type; at most 20. */
  readonly people: readonly Person[];
}

/** Who else looks at an image, and what one lets them know. Soft: told late or not at all under pressure, never repeated (P1). */
export interface LivePresence {
  readonly view: PresenceView;
  /** Called after every change of `view`. */
  subscribe(listener: () => void): Release;
  /** The conversation one is typing in, said at every key; null when that ends. Thinned out. */
  announceTyping(conversationId: string | null): void;
  /** One can be seen again, or may be announced now: says once more that one is here. */
  again(): void;
  release(): void;
}

const NOBODY: PresenceView = { viewers: 0, people: [] };

/**
 * Says on a watched image that one is here, and hears who else is; each call is released on its own. Nothing is said before the line is live, and
 * nothing costs anything while nobody comes, goes or types.
 * @param may asked before anything is said: false while the page is hidden, and for somebody who only reads and gave no name
 */
export function openPresence(image: LiveImage, may: () => boolean): LivePresence {
  return image.follow((link, followed) => new ImagePresence(link, followed, may));
}

class ImagePresence implements LivePresence, Follower {
  /** It follows the image as a whole. */
  readonly id = '';
  readonly #link: FollowerLink;
  readonly #image: Followed;
  readonly #may: () => boolean;
  readonly #changed = new Emitter();
  #view = NOBODY;
  #typing: string | null = null;
  #saidAt = Number.NEGATIVE_INFINITY;
  /** A frame that waits for its turn. */
  #soon: Release | undefined;
  #doubts: Release | undefined;

  constructor(link: FollowerLink, image: Followed, may: () => boolean) {
    this.#link = link;
    this.#image = image;
    this.#may = may;
  }

  get view(): PresenceView {
    return this.#view;
  }

  subscribe(listener: () => void): Release {
    return this.#changed.subscribe(listener);
  }

  announceTyping(conversationId: string | null): void {
    const isNew = conversationId !== this.#typing;
    this.#typing = conversationId;
    if (isNew || (conversationId !== null && this.#elapsed() >= AGAIN_MS)) this.again();
  }

  again(): void {
    if (this.#soon) return;
    const wait = LEAST_MS - this.#elapsed();
    if (wait <= 0) this.#say();
    else
      this.#soon = this.#link.environment.after(wait, () => {
        this.#soon = undefined;
        this.#say();
      });
  }

  release(): void {
    this.#soon?.();
    this.#doubts?.();
    this.#image.closed(this);
  }

  synced(): void {
    this.again();
  }

  presence({ viewers, people }: PresenceDown): void {
    this.#doubts?.();
    const types = people.some(({ typing }) => typing !== undefined);
    this.#doubts = types ? this.#link.environment.after(BELIEVED_MS, () => this.#doubt()) : undefined;
    this.#show({ viewers, people });
  }

  cut(): void {
    this.#doubts?.();
    this.#show(NOBODY);
  }

  #doubt(): void {
    const people = this.#view.people.map(({ id, name }) => ({ id, name }));
    this.#show({ ...this.#view, people });
  }

  #show(view: PresenceView): void {
    const next = kept(this.#view, view);
    if (next === this.#view) return;
    this.#view = next;
    this.#changed.emit();
  }

  #elapsed(): number {
    return this.#link.environment.now() - this.#saidAt;
  }

  #say(): void {
    const { number } = this.#image;
    if (typeof number !== 'number' || !this.#may()) return;
    this.#saidAt = this.#link.environment.now();
    this.#link.send({ t: 'presence', i: number, typing: this.#typing });
  }
}
