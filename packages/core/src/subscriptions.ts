import type { ImageKey } from '@imagechat/protocol/ids';
import type { ImageFacts, Subscribe } from '@imagechat/protocol/messages';
import { type Refusal, type RefusalCode, refuse } from '@imagechat/protocol/refusal';
import type { Actor } from './access.ts';
import { type Eyes, PUBLIC } from './eyes.ts';
import { encode } from './frames.ts';
import type { Outlet } from './outlet.ts';
import type { Log } from './ports/log.ts';
import type { Storage } from './ports/storage.ts';
import type { HubSettings } from './settings.ts';
import { Subscription } from './subscription.ts';
import type { WatchList } from './watch-list.ts';

/** What a session's subscriptions need of the hub. */
export interface SubscriptionsHost {
  readonly log: Log;
  readonly settings: HubSettings;
  readonly storage: Storage;
  readonly watchList: WatchList;
  /** Something was refused on the connection. */
  refused(code: RefusalCode): void;
}

interface Entry {
  readonly subscription: Subscription;
  readonly facts: ImageFacts;
}

/** The images one session watches, by the number its frames call them. */
export class Subscriptions {
  readonly #host: SubscriptionsHost;
  readonly #outlet: Outlet;
  readonly #byNumber = new Map<number, Entry>();
  #eyes: Eyes = PUBLIC;

  constructor(host: SubscriptionsHost, outlet: Outlet) {
    this.#host = host;
    this.#outlet = outlet;
  }

  /** The image a number stands for and what the subscriber told of it, if this session watches it. */
  find(number: number): { readonly image: ImageKey; readonly facts: ImageFacts } | undefined {
    const entry = this.#byNumber.get(number);
    return entry && { image: entry.subscription.image.key, facts: entry.facts };
  }

  /** From now on the session sees with these eyes: what it watches begins anew where they are others (V1). */
  see(eyes: Eyes): void {
    this.#eyes = eyes;
    for (const [number, entry] of this.#byNumber) void this.#reseat(number, entry);
  }

  /** The actor is here, typing or not; a number one does not watch is nobody's business (P1). */
  announce(number: number, actor: Actor, typing: string | null): void {
    this.#byNumber.get(number)?.subscription.announce(actor, typing);
  }

  /**
   * Watches an image and answers on the socket; watching it again starts it afresh. Returns the refusal when it cannot:
   * `invalid-input` at the bound on images, `unavailable` when storage cannot read.
   * @param actor who is here, if the request says that one is
   */
  async start(
    key: ImageKey,
    { ref, cursor, facts = {}, here }: Subscribe,
    actor: Actor,
  ): Promise<Refusal | undefined> {
    const { log, settings, watchList } = this.#host;
    const known = watchList.find(key);
    if (this.#byNumber.size >= settings.subscriptions && !(known && this.#byNumber.has(known.number))) {
      return refuse(
        'invalid-input',
        `One page can watch at most ${settings.subscriptions} images at a time.`,
      );
    }
    const watch = watchList.watch(key);
    const { number } = watch.image;
    this.stop(number);
    const subscription = new Subscription(watch, this.#outlet, this.#eyes);
    const entry = { subscription, facts };
    this.#byNumber.set(number, entry);
    try {
      if (await subscription.start(ref, cursor)) {
        if (here) subscription.announce(actor, null);
        return undefined;
      }
      return refuse('not-subscribed', 'A later frame took the place of this subscribe.');
    } catch (error) {
      log('warn', 'subscribe-failed', { error: String(error) });
      if (this.#byNumber.get(number) === entry) this.stop(number);
      return refuse('unavailable', 'The server cannot read this image just now.', 2000);
    }
  }

  async #reseat(number: number, entry: Entry): Promise<void> {
    try {
      await entry.subscription.see(this.#eyes);
    } catch (error) {
      this.#host.log('warn', 'reset-failed', { error: String(error) });
      if (this.#byNumber.get(number) !== entry) return;
      this.stop(number);
      const refusal = refuse('unavailable', 'The server cannot read this image just now.', 2000);
      this.#outlet.send(encode({ t: 'unsubscribed', i: number, error: refusal }));
    }
  }

  /** Rights were changed: stops watching what one may not see any more, and says so. What cannot be found out just now is left. */
  async review(refuses: (key: ImageKey) => Promise<Refusal | undefined>): Promise<void> {
    for (const [number, entry] of [...this.#byNumber]) {
      const error = await refuses(entry.subscription.image.key);
      if (!error || error.retry || this.#byNumber.get(number) !== entry) continue;
      this.stop(number);
      this.#outlet.send(encode({ t: 'unsubscribed', i: number, error }));
    }
  }

  /** Stops watching; an unknown number is nothing to stop. */
  stop(number: number): void {
    const subscription = this.#byNumber.get(number)?.subscription;
    if (!subscription) return;
    this.#byNumber.delete(number);
    subscription.stop();
    this.#host.watchList.unwatch(subscription.image);
  }

  /** Stops watching anything. */
  stopAll(): void {
    for (const number of [...this.#byNumber.keys()]) this.stop(number);
  }
}
