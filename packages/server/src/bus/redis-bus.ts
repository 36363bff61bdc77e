import type { Bus, BusListener, BusMessage } from '@imagechat/core/ports/bus';
import type { Log } from '@imagechat/core/ports/log';
import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import type { SharedLevels } from '../limits/shared-buckets.ts';
import type { BusCounts } from '../metrics/bus-counts.ts';
import { RedisLevels } from './redis-levels.ts';
import { type RedisLine, type RedisLines, openRedisLines } from './redis-lines.ts';
import { Seal } from './seal.ts';

/** What a Redis bus is made of. */
export interface RedisBusParts {
  /** `redis://`, `rediss://`; with `?cluster=true` the address of one node of a cluster. */
  readonly url: string;
  /** The installation's secret: seals messages and names channels. */
  readonly secret: string;
  /** The random name of this process, so that it does not hear itself. */
  readonly node: string;
  readonly log: Log;
  /** Bytes handed to Redis and not taken yet, beyond which messages are dropped (the bus may lose, R4 heals). */
  readonly mostWaiting?: number;
}

/** A message on a channel. */
type Carried = { readonly from: string } & BusMessage;

const MOST_WAITING = 16 * 1024 * 1024;

/**
 * Carries events between processes over Redis 7 or Valkey, one server or a cluster, with sharded publish and subscribe: a process hears only
 * the images someone here watches, and a shard only its own. At most once, as the port allows; every message is sealed.
 */
export class RedisBus implements Bus {
  readonly #parts: RedisBusParts;
  readonly #seal: Seal;
  readonly #lines: RedisLines;
  /** The channel of every watched image, and back. */
  readonly #images = new Map<string, ImageKey>();
  /** What every process hears: word of rights that changed, and that all should look. */
  readonly #common: string;
  readonly #counts = { published: 0, dropped: 0, heard: 0, strange: 0 };
  readonly #arrival = Promise.withResolvers<void>();
  #listener: BusListener | undefined;
  #away = true;
  #waiting = 0;
  /** Something was not published that others wait for. */
  #owed = false;

  constructor(parts: RedisBusParts) {
    this.#parts = parts;
    this.#seal = new Seal(parts.secret);
    this.#common = this.#channel('all');
    this.#lines = openRedisLines(parts.url, parts.log, {
      onMessage: (channel, sealed) => this.#hear(channel, sealed),
      onHearing: (line) => void this.#subscribeAll(line),
      onDeaf: () => this.#goAway(),
      onSpeaking: () => this.#payDebt(),
    });
  }

  /** What happened so far. */
  get counts(): BusCounts {
    return { away: this.#away, waiting: this.#waiting, ...this.#counts };
  }

  /** Buckets that all processes on this bus share. */
  get levels(): SharedLevels {
    return new RedisLevels(() => this.#lines.speaking, this.#parts.secret);
  }

  /** Resolves when it is there for the first time. */
  get arrived(): Promise<void> {
    return this.#arrival.promise;
  }

  listen(listener: BusListener): void {
    this.#listener = listener;
    if (this.#away) listener.onAway();
  }

  async subscribe(image: ImageKey): Promise<boolean> {
    const channel = this.#channelOf(image);
    this.#images.set(channel, image);
    const line = this.#lines.hearing;
    if (!line) return false;
    try {
      await line.subscribe(channel);
    } catch {
      // The line broke meanwhile: with the next one all images are subscribed to.
      return false;
    }
    return this.#lines.hearing === line;
  }

  unsubscribe(image: ImageKey): void {
    const channel = this.#channelOf(image);
    if (this.#images.delete(channel)) this.#lines.hearing?.unsubscribe(channel).catch(() => undefined);
  }

  publish(message: BusMessage): void {
    const channel = 'image' in message ? this.#channelOf(message.image) : this.#common;
    const text = JSON.stringify({ from: this.#parts.node, ...message } satisfies Carried);
    if (this.#waiting + text.length <= (this.#parts.mostWaiting ?? MOST_WAITING)) this.#say(channel, text);
    else this.#lost();
  }

  /** Asks the other end for a sign of life; a line that does not answer is given up. To be called at every pulse (T1). */
  pulse(): void {
    void this.settle();
  }

  async close(): Promise<void> {
    await this.settle();
    this.#listener = undefined;
    this.#images.clear();
    await this.#lines.close();
  }

  /** Resolves when Redis took what was published here so far, and what it had for this process was heard. */
  async settle(): Promise<void> {
    await Promise.allSettled([this.#lines.speaking?.ping(), this.#lines.hearing?.ping()]);
  }

  #say(channel: string, text: string): void {
    const line = this.#lines.speaking;
    if (!line) {
      this.#lost();
      return;
    }
    const sealed = this.#seal.close(channel, text);
    this.#waiting += sealed.length;
    this.#counts.published++;
    line
      .publish(channel, sealed)
      .finally(() => {
        this.#waiting -= sealed.length;
      })
      .then(
        () => this.#payDebt(),
        () => this.#lost(),
      );
  }

  #lost(): void {
    this.#counts.dropped++;
    this.#owed = true;
    this.#payDebt();
  }

  /** What others did not get they find by comparing heads; they are told to, and need not wait for their timers (R4). */
  #payDebt(): void {
    if (!this.#owed || this.#waiting > 0 || !this.#lines.speaking) return;
    this.#owed = false;
    this.#say(this.#common, JSON.stringify({ from: this.#parts.node, look: true } satisfies Carried));
  }

  #hear(channel: string, sealed: string): void {
    const text = this.#seal.open(channel, sealed);
    if (text === undefined) {
      this.#counts.strange++;
      if (this.#counts.strange === 1) this.#parts.log('warn', 'bus-stranger');
      return;
    }
    // Sealed by a process of this installation, so it has the shape that was written.
    const carried = JSON.parse(text) as Carried;
    if (carried.from === this.#parts.node) return;
    this.#counts.heard++;
    if ('look' in carried) {
      this.#listener?.onBack();
      return;
    }
    const { from: _, ...message } = carried;
    // Who unsubscribed may still hear for a moment.
    if (channel === this.#common || this.#images.has(channel)) this.#listener?.onMessage(message);
  }

  async #subscribeAll(line: RedisLine): Promise<void> {
    try {
      await Promise.all([this.#common, ...this.#images.keys()].map((channel) => line.subscribe(channel)));
    } catch (error) {
      // The line broke again, and the next one begins anew; or this is no Redis that knows sharded channels.
      this.#parts.log('warn', 'bus-error', { error: String(error) });
      return;
    }
    if (this.#lines.hearing !== line) return;
    this.#away = false;
    this.#arrival.resolve();
    this.#listener?.onBack();
  }

  #goAway(): void {
    if (this.#away) return;
    this.#away = true;
    this.#listener?.onAway();
  }

  #channelOf(image: ImageKey): string {
    return this.#channel(imageKeyText(image));
  }

  #channel(text: string): string {
    return `imagechat:${this.#seal.name(text)}`;
  }
}
