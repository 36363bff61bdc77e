import type { LiveImage, LiveThread } from '@imagechat/client/api';
import { openThread } from '@imagechat/client/thread';
import { newId } from '@imagechat/protocol/ids';
import { type Choices, type CommentChoice, FREQUENCY, requestOf } from './generators.ts';
import type { ImageBook } from './image-book.ts';
import { type LogBook, short } from './log-book.ts';
import type { Page } from './page.ts';
import type { Random } from './random.ts';
import type { Breach, Trace } from './trace.ts';

/** What somebody at a page is made of. */
export interface PersonParts {
  readonly page: Page;
  readonly random: Random;
  readonly trace: Trace;
  readonly book: LogBook;
  readonly urlIds: readonly string[];
  /** Share of what they do that is about things they cannot see, or that are gone. */
  readonly hostile: number;
}

interface OpenImage {
  readonly live: LiveImage;
  readonly threads: { readonly id: string; readonly live: LiveThread }[];
}

/** What somebody does at a page, and how often. */
const DEEDS = {
  ask: 60,
  burst: 6,
  open: 10,
  close: 4,
  earlier: 8,
  look: 6,
  leave: 3,
  name: 2,
  wake: 2,
} as const;

/** Somebody at a page: opens images and conversations, asks for things, comes and goes. */
export class Person {
  readonly page: Page;
  readonly #parts: PersonParts;
  readonly #open = new Map<string, OpenImage>();
  #names = 0;

  constructor(parts: PersonParts) {
    this.#parts = parts;
    this.page = parts.page;
  }

  /** Images this person has open. */
  get images(): readonly LiveImage[] {
    return Array.from(this.#open.values(), ({ live }) => live);
  }

  /** Opens every image of the page. */
  arrive(): void {
    for (const urlId of this.#parts.urlIds) this.#openImage(urlId);
    if (this.page.client.actor === null) this.#giveName();
  }

  /** Does one thing, unless the page sleeps. */
  act(): void {
    const { random, urlIds } = this.#parts;
    if (this.page.asleep) return;
    const urlId = random.pick(urlIds) ?? '';
    const image = this.#open.get(urlId);
    if (!image) {
      this.#openImage(urlId);
      return;
    }
    switch (random.weighted(DEEDS)) {
      case 'ask':
        this.#ask(image);
        break;
      case 'burst':
        for (let left = random.between(2, 8); left > 0; left--) this.#ask(image);
        break;
      case 'open':
        this.#openThread(image);
        break;
      case 'close':
        image.threads.shift()?.live.release();
        break;
      case 'earlier':
        void random.pick(image.threads)?.live.loadEarlier();
        break;
      case 'look':
        this.page.check.judgeView(urlId, image.live.view);
        break;
      case 'leave':
        this.#leave(urlId, image);
        break;
      case 'name':
        this.#giveName();
        break;
      case 'wake':
        this.page.client.wake();
        break;
    }
  }

  /** Reloads the page; what was open is opened again. */
  reload(): void {
    this.#note('reloads');
    this.#open.clear();
    this.page.reload();
    this.arrive();
  }

  /** What is not yet as it should be at rest; undefined when all is well. */
  unrest(): Breach | undefined {
    const { check, client, stream } = this.page;
    const { is } = client.connection;
    if (this.#open.size > 0 && is !== 'live') return { rule: 'W5', says: `the line is ${is}` };
    if (check.pending > 0) return { rule: 'O4', says: `${check.pending} operations have no answer` };
    const unanswered = stream?.unanswered.join(', ');
    if (unanswered) return { rule: 'W3', says: `there is no answer to ${unanswered}` };
    for (const [urlId, { live, threads }] of this.#open) {
      const behind = check.unrest(urlId, live.view);
      if (behind) return behind;
      for (const { id, live: thread } of threads) {
        const says = check.judgeThread(urlId, id, thread.view);
        if (says !== undefined) return { rule: 'S1', says };
      }
    }
    return undefined;
  }

  /** Whether the page believes in a line it should not believe in any more. */
  judgeLine(): void {
    const { asleep, check, client } = this.page;
    if (!asleep && client.connection.is === 'live') check.judgeSilence();
  }

  /** Holds every open image's view against the log. */
  judgeViews(): void {
    for (const [urlId, { live }] of this.#open) this.page.check.judgeView(urlId, live.view);
  }

  #ask(image: OpenImage): void {
    const { random } = this.#parts;
    const type = random.weighted(FREQUENCY);
    const { online } = this.page;
    const { urlId } = image.live;
    const submitted = requestOf(image.live, type, this.#choices(image));
    if (!submitted) return;
    this.#note(`${type} ${short(submitted.id)} on ${urlId} as ${short(submitted.broadcastId)}`);
    this.page.check.asked(urlId, submitted, !online);
  }

  #choices({ live, threads }: OpenImage): Choices {
    const { book, hostile, page, random } = this.#parts;
    const past = new Past(book.image({ tenantId: page.tenantId, urlId: live.urlId }), random);
    const strange = random.chance(hostile);
    const { conversations } = live.view;
    const fresh = (): string => newId({ now: () => 0, random: (bytes) => random.fill(bytes) });
    return {
      random,
      marker: page.name,
      id: fresh,
      broadcastId: fresh,
      conversation: () => (strange ? past.conversation() : random.pick([...conversations.keys()])),
      comment: () => (strange ? past.comment() : seenComment(random, live, threads)),
      placeSeq: (id) => (strange ? random.between(1, 20) : conversations.get(id)?.placeSeq),
    };
  }

  #openImage(urlId: string): void {
    this.#note(`opens ${urlId}`);
    this.#open.set(urlId, { live: this.page.client.image(urlId, { title: urlId }), threads: [] });
  }

  #leave(urlId: string, { live, threads }: OpenImage): void {
    this.#note(`leaves ${urlId}`);
    for (const { live: thread } of threads) thread.release();
    this.#open.delete(urlId);
    live.release();
  }

  #openThread({ live, threads }: OpenImage): void {
    const id = this.#parts.random.pick([...live.view.conversations.keys()]);
    if (id === undefined || threads.length >= 3) return;
    this.#note(`opens conversation ${short(id)}`);
    threads.push({ id, live: openThread(live, id) });
  }

  #giveName(): void {
    const name = `${this.page.name} ${++this.#names}`;
    this.#note(`is called ${name}`);
    void this.page.client.setName(name).then((refusal) => {
      if (refusal) this.#note(`is not called ${name}: ${refusal.code}`);
    });
  }

  #note(text: string): void {
    this.#parts.trace.note(`${this.page.name} ${text}`);
  }
}

/** What once was: conversations and comments that may be gone, and operations that were accepted. */
export class Past {
  readonly #book: ImageBook;
  readonly #random: Random;

  constructor(book: ImageBook, random: Random) {
    this.#book = book;
    this.#random = random;
  }

  /** Any conversation there ever was. */
  conversation(): string | undefined {
    return this.#random.pick(this.#book.written)?.event.id;
  }

  /** Any comment there ever was. */
  comment(): CommentChoice | undefined {
    const event = this.#random.pick(this.#book.written)?.event;
    if (!event || !('comment' in event) || !event.comment) return undefined;
    return { conversationId: event.id, commentId: event.comment.id };
  }
}

function seenComment(
  random: Random,
  { view }: LiveImage,
  threads: OpenImage['threads'],
): CommentChoice | undefined {
  const seen: CommentChoice[] = [];
  for (const { id, live } of threads)
    for (const comment of live.view.comments) seen.push({ conversationId: id, commentId: comment.id });
  for (const { id, opening } of view.conversations.values())
    if (opening) seen.push({ conversationId: id, commentId: opening.commentId });
  return random.pick(seen);
}
