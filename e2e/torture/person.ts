import type { Client, LiveImage, LiveThread, Submitted, ThreadView } from '@imagechat/client/api';
import { createClient } from '@imagechat/client/client';
import { openThread } from '@imagechat/client/thread';
import { siteOf } from '@imagechat/core/site';
import type { Conversation } from '@imagechat/protocol/conversation';
import { LIMITS } from '@imagechat/protocol/limits';
import type { Random } from '@imagechat/simulation/random';
import type { Ask, Book } from './book.ts';
import { ClientTap } from './client-tap.ts';
import { type Tamper, TappedEnvironment } from './environment.ts';
import { STREAM_SITE } from './handed-out.ts';
import { type Journal, short } from './journal.ts';
import type { Stalls } from './stalls.ts';

/** What a person is made of. */
export interface PersonParts {
  readonly name: string;
  readonly host: string;
  readonly origin: string | null;
  readonly urlIds: readonly string[];
  readonly random: Random;
  readonly book: Book;
  readonly journal: Journal;
  readonly stalls: Stalls;
  readonly tamper?: Tamper | undefined;
  /** How long a person rests between two deeds on average, in milliseconds. */
  readonly pace: number;
}

/** How late an answer may come beyond the ten seconds of O4, not counting the time in which this process stood still. */
const SLACK_MS = 2500;

/** How often, on average, a view is held against the reference: once in so many frames. */
const LOOK_EVERY = 25;

/** A page with a real client on a tapped world: watches all images, and has a few threads open. */
export class Person {
  readonly name: string;
  readonly client: Client;
  readonly tap: ClientTap;
  readonly environment: TappedEnvironment;
  readonly images: ReadonlyMap<string, LiveImage>;
  readonly threads: { readonly urlId: string; readonly id: string; readonly live: LiveThread }[] = [];
  protected readonly parts: PersonParts;
  /** Operations without an end. */
  protected readonly open = new Set<Ask>();
  /** The highest seq at which an operation of this person was accepted, by image. */
  readonly #accepted = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(parts: PersonParts) {
    const { book, host, journal, name, origin, random, tamper, urlIds } = parts;
    this.parts = parts;
    this.name = name;
    this.tap = new ClientTap(name, book, journal);
    const read = (about: readonly string[]): void => {
      if (about.length > 0 && random.chance(1 / LOOK_EVERY)) for (const urlId of about) this.#look(urlId);
    };
    this.environment = new TappedEnvironment({
      ...{ host, origin, book, journal, tamper, read, tap: this.tap },
      filtered: this.site === STREAM_SITE,
      random: random.fork('bytes'),
    });
    this.client = createClient({ tenantId: 'demo', environment: this.environment });
    this.images = new Map(urlIds.map((urlId) => [urlId, this.client.image(urlId)]));
    let wasLive = false;
    this.client.subscribe(() => {
      const live = this.client.connection.is === 'live';
      if (live && !wasLive) book.counts.reconnects += 1;
      wasLive = live;
    });
  }

  /** Where what this person uses is counted. */
  get site(): string {
    return siteOf(this.parts.origin);
  }

  /** Operations without an end. */
  get underWay(): number {
    return this.open.size;
  }

  /** Lives until stopped: does something every now and then. */
  start(): void {
    const { pace, random } = this.parts;
    this.#timer = setTimeout(
      () => {
        if (this.#stopped) return;
        this.step();
        this.start();
      },
      random.between(0, 2 * pace),
    );
  }

  /** Does nothing new any more, and is awake. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.wake();
  }

  wake(): void {
    if (!this.environment.asleep) return;
    this.environment.asleep = false;
    this.client.wake();
  }

  /** One deed: opens a thread, closes one, or asks for earlier comments. */
  protected step(): void {
    const { random } = this.parts;
    if (!random.chance(0.1)) return;
    if (this.threads.length >= 3) this.threads.shift()?.live.release();
    const [urlId, image] = random.pick([...this.images]) ?? [];
    const conversation = image && random.pick([...image.view.conversations.keys()]);
    if (urlId === undefined || !image || conversation === undefined) return;
    this.threads.push({ urlId, id: conversation, live: openThread(image, conversation) });
    void random.pick(this.threads)?.live.loadEarlier();
  }

  /** What is wrong with what this person has after everything is quiet; undefined when nothing is. */
  unrest(heads: ReadonlyMap<string, number>): string | undefined {
    if (this.client.connection.is !== 'live') return `${this.name} is ${this.client.connection.is}`;
    if (this.underWay > 0) return `${this.name} has ${this.underWay} operations under way`;
    for (const [urlId, image] of this.images) {
      if (image.view.status !== 'ready') return `${this.name} has ${urlId} ${image.view.status}`;
      const [seq, head] = [this.tap.seq(urlId), heads.get(urlId) ?? 0];
      if (seq !== head) return `${this.name} is at ${seq} of ${head} on ${urlId}`;
      const pending = [...image.view.conversations.values()].filter((each) => each.pending);
      if (pending.length > 0) return `${this.name} shows something pending on ${urlId}`;
    }
    const loading = this.threads.find(({ live }) => live.view.status === 'loading');
    return loading && `${this.name} loads the thread ${short(loading.id)}`;
  }

  /** The conversations this person sees on an image. */
  conversations(urlId: string): readonly Conversation[] {
    const shown = [...(this.images.get(urlId)?.view.conversations.values() ?? [])];
    return shown.map(({ pending: _, ...conversation }) => conversation);
  }

  /** The threads this person has open. */
  views(): readonly { readonly urlId: string; readonly id: string; readonly view: ThreadView }[] {
    return this.threads.map(({ urlId, id, live }) => ({ urlId, id, view: live.view }));
  }

  /** Follows an operation to its end. */
  protected follow(urlId: string, submitted: Submitted): void {
    const { book, journal, stalls } = this.parts;
    const ask = book.ask(this.name, urlId, submitted.broadcastId);
    const start = performance.now() - stalls.total;
    this.open.add(ask);
    void submitted.result.then((result) => {
      this.open.delete(ask);
      ask.result = result.ok ? 'accepted' : result.refusal.code;
      journal.note(this.name, `${short(submitted.broadcastId)} ends: ${ask.result}`);
      const took = performance.now() - stalls.total - start;
      if (took > LIMITS.retryMs + SLACK_MS)
        journal.breach('not in time', `${this.name} heard of ${submitted.broadcastId} after ${took} ms`, [
          this.name,
        ]);
      if (!result.ok) return;
      book.acked(this.name, submitted.broadcastId, { ...result.cursor, at: result.at });
      const { seq } = result.cursor;
      this.#accepted.set(urlId, Math.max(seq, this.#accepted.get(urlId) ?? 0));
    });
  }

  /**
   * Holds what is drawn against the reference. With operations under way, or accepted beyond what was heard yet, there is more to see
   * than the server has told (O3).
   */
  #look(urlId: string): void {
    const state = this.tap.positions.get(urlId)?.state;
    const image = this.images.get(urlId);
    if (!state || image?.view.status !== 'ready' || this.underWay > 0) return;
    if ((this.#accepted.get(urlId) ?? 0) > state.seq) return;
    if ([...image.view.conversations.values()].some(({ pending }) => pending)) return;
    this.parts.book.counts.viewsCompared += 1;
    const shown = this.conversations(urlId);
    if (Bun.deepEquals(shown, state.conversations)) return;
    const says = `${this.name} shows on ${urlId} at ${state.seq} ${firstDifference(shown, state.conversations)}`;
    this.parts.journal.breach('state differs', says, [this.name], [urlId]);
  }
}

/** In words, the first place at which two lists are not alike. */
export function firstDifference(shown: readonly unknown[], expected: readonly unknown[]): string {
  const at = expected.findIndex((each, index) => !Bun.deepEquals(each, shown[index]));
  const place = at < 0 ? expected.length : at;
  return `${JSON.stringify(shown[place])} instead of ${JSON.stringify(expected[place])}`;
}
