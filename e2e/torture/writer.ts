import type { LiveImage, Submitted, ViewConversation } from '@imagechat/client/api';
import type { Operation } from '@imagechat/protocol/catalog';
import { newId } from '@imagechat/protocol/ids';
import { DECIDED } from './book.ts';
import { Person, type PersonParts } from './person.ts';

/** How many operations a writer leaves without an answer at most. */
const MOST_OPEN = 5;

/** Conversations on an image beyond which one is rather deleted than begun. */
const CROWDED = 40;

/** How often a writer does what; the rest of the numbers are comments. */
const DEEDS = {
  create: 9,
  move: 10,
  undo: 5,
  resolve: 5,
  reopen: 4,
  remove: 6,
  add: 40,
  edit: 10,
  erase: 8,
  react: 8,
  foreign: 4,
  refusable: 2,
  repeat: 4,
  takenId: 1,
} as const;

type Deed = keyof typeof DEEDS;

/** A page whose user writes: every kind of operation, also those that are refused, repeated or come too late. */
export class Writer extends Person {
  readonly #mine: { readonly urlId: string; readonly id: string; readonly commentId: string }[] = [];
  readonly #asked: string[] = [];
  #count = 0;

  constructor(parts: PersonParts) {
    super(parts);
    void this.client.setName(parts.name);
  }

  protected override step(): void {
    super.step();
    const { random, urlIds } = this.parts;
    // What fails at once for want of a line is worth a try, but not all the time.
    if (this.client.connection.is !== 'live' && !random.chance(0.2)) return;
    if (this.underWay >= MOST_OPEN) return;
    // The first image is the busiest.
    const urlId = random.chance(0.25) ? urlIds[0] : random.pick(urlIds);
    const image = this.images.get(urlId ?? '');
    if (urlId === undefined || image?.view.status !== 'ready') return;
    this.#do(random.weighted<Deed>(DEEDS), urlId, image);
  }

  #do(deed: Deed, urlId: string, image: LiveImage): void {
    const { random } = this.parts;
    const all = [...image.view.conversations.values()];
    const me = this.client.actor?.id;
    const own = random.pick(all.filter(({ by }) => by === me));
    const any = random.chance(0.3) ? all[0] : random.pick(all);
    if (deed === 'repeat') void this.#repeat();
    else if (deed === 'create' || !any) this.#create(urlId, image, all.length);
    else if (deed === 'takenId') void this.#takeId(urlId, any);
    else if (deed === 'add') this.#add(urlId, image, any);
    else if (deed === 'react') this.#react(urlId, image, any);
    else if (deed === 'edit' || deed === 'erase') this.#rework(deed);
    // Mostly somebody else's.
    else if (deed === 'foreign') this.follow(urlId, image.resolveConversation(any.id));
    else if (deed === 'refusable')
      this.#writes(urlId, image.addComment(any.id, random.oneOf(' ', 'x'.repeat(2001))));
    else if (own) this.#change(deed, image, own);
  }

  #create(urlId: string, image: LiveImage, count: number): void {
    const { random } = this.parts;
    if (count > CROWDED && random.chance(0.8)) return;
    const place = { x: random.share() * 100, y: random.share() * 100 };
    this.#writes(urlId, image.createConversation(place, random.chance(0.1) ? undefined : this.#text()));
  }

  /** Now and then as an answer; to one that is gone it is refused. */
  #add(urlId: string, image: LiveImage, { id, opening }: ViewConversation): void {
    const more = opening && this.parts.random.chance(0.3) ? { replyTo: opening.commentId } : {};
    this.#writes(urlId, image.addComment(id, this.#text(), more));
  }

  /** Marks what began a conversation, or takes the mark away, also where there is none. */
  #react(urlId: string, image: LiveImage, { id, opening }: ViewConversation): void {
    const { random } = this.parts;
    if (!opening) return;
    const emoji = random.oneOf('\u{1f44d}', '\u2764\ufe0f', '\u{1f680}');
    this.follow(urlId, image.react(id, opening.commentId, emoji, random.chance(0.7)));
  }

  /** Edits or deletes a comment of one's own, wherever it is, gone or not. */
  #rework(deed: 'edit' | 'erase'): void {
    const { random } = this.parts;
    if (this.#mine.length === 0) return;
    const at = random.between(Math.max(0, this.#mine.length - 60), this.#mine.length - 1);
    const { urlId = '', id = '', commentId = '' } = this.#mine[at] ?? {};
    const image = this.images.get(urlId);
    if (!image) return;
    if (deed === 'edit') {
      this.follow(urlId, image.editComment(id, commentId, this.#text()));
    } else {
      this.#mine.splice(at, 1);
      this.follow(urlId, image.deleteComment(id, commentId));
    }
  }

  #change(deed: Deed, image: LiveImage, { id, placeSeq }: ViewConversation): void {
    const { random } = this.parts;
    const place = { x: random.share() * 100, y: random.share() * 100 };
    const { urlId } = image;
    if (deed === 'move') this.follow(urlId, image.moveConversation(id, place));
    // Every other undo comes too late, or names a move there never was.
    if (deed === 'undo')
      this.follow(urlId, image.moveConversation(id, place, placeSeq - random.between(0, 1)));
    if (deed === 'resolve') this.follow(urlId, image.resolveConversation(id));
    if (deed === 'reopen') this.follow(urlId, image.reopenConversation(id));
    if (deed === 'remove') this.follow(urlId, image.deleteConversation(id));
  }

  /** Says an operation once more that was accepted, as a page does that never heard the answer: the first answer is given again (O2). */
  async #repeat(): Promise<void> {
    const { book, journal, random } = this.parts;
    const broadcastId = random.pick(this.#asked.slice(-80));
    const ask = book.asks.get(broadcastId ?? '');
    if (!ask?.accepted || !ask.operation) return;
    book.counts.repeatsAsked += 1;
    const answer = await this.environment.submit(ask.urlId, ask.operation);
    if (answer !== undefined && DECIDED.has(answer))
      journal.breach(
        'lost',
        `${ask.broadcastId} was accepted at ${ask.accepted.seq}; repeated, it is refused: ${answer}`,
        [this.name],
      );
  }

  /** Asks for a new conversation under the id of another. */
  async #takeId(urlId: string, { id, pending }: ViewConversation): Promise<void> {
    const { book, journal } = this.parts;
    // On its way the other may be overtaken, by another line to another server, and then it is the second one.
    if (pending) return;
    const broadcastId = newId(this.environment);
    const operation: Operation = { type: 'create-conversation', broadcastId, id, x: 1, y: 1 };
    book.said(this.name, urlId, operation);
    const answer = await this.environment.submit(urlId, operation);
    book.ask(this.name, urlId, broadcastId).result = answer ?? 'offline';
    if (answer === 'accepted')
      journal.breach('doubled', `the conversation ${id} was begun a second time by ${broadcastId}`, [
        this.name,
      ]);
  }

  /** Follows an operation that may have brought a comment. */
  #writes(urlId: string, submitted: Submitted): void {
    const { id, commentId } = submitted;
    if (commentId !== undefined) this.#mine.push({ urlId, id, commentId });
    this.follow(urlId, submitted);
  }

  protected override follow(urlId: string, submitted: Submitted): void {
    this.#asked.push(submitted.broadcastId);
    super.follow(urlId, submitted);
  }

  #text(): string {
    this.#count += 1;
    const { random } = this.parts;
    const words = random.chance(0.05)
      ? ' and so on,\n\u2028 at "length" {"seq":1} \u{1f600}'.repeat(random.between(1, 12))
      : '';
    const marks = random.chance(0.1) ? ' **and** `more` https://torture.test/' : '';
    return `${this.name} ${this.#count}${marks}${words}`;
  }
}
