// Pages of comments, joined with the events by cursor (SPEC §10, W6).
import { type Comment, type Cursor, type ImageEvent, applyToComments } from './image.ts';

/** The loaded end of a conversation's comments, oldest first. What was added up to `seq` is in it already. */
export type Thread = { comments: Comment[]; earlier: boolean; seq: number };
/** A `thread` frame from the server. */
export type Page = Thread & { ref: number; epoch: string };
/** What a `thread` frame to the server asks for. */
export type Wanted = { id: string; before?: number | undefined };

/** The threads of one image: all that were opened, and the pages on their way. */
export class Threads {
  readonly loaded = new Map<string, Thread>();
  readonly #asked = new Map<number, Wanted & { held: ImageEvent[] }>();
  readonly #send: (ref: number, wanted: Wanted) => void;
  #ref = 0;

  /** `send` may do nothing while the image is not watched: `askAgain` follows when it is. */
  constructor(send: (ref: number, wanted: Wanted) => void) {
    this.#send = send;
  }

  /** Asks for the newest comments, or those before the oldest loaded, unless a page is on its way already. */
  open(id: string, earlier = false): void {
    for (const asked of this.#asked.values()) if (asked.id === id) return;
    this.#ask({ id, before: earlier ? this.loaded.get(id)?.comments[0]?.seq : undefined });
  }

  /** Applies an event, and holds it for the pages on their way. */
  apply(event: ImageEvent): void {
    const { id, type, seq } = event;
    for (const { held } of this.#asked.values()) held.push(event);
    const thread = this.loaded.get(id);
    if (type === 'deleted-image-chat') this.loaded.delete(id);
    else if (thread) thread.comments = applyToComments(thread.comments, event, seq > thread.seq);
  }

  /** Takes a page that was asked for, and tells whether a thread has changed; `cursor` is the image's. */
  join({ ref, epoch, seq, comments, earlier }: Page, cursor: Cursor | undefined): boolean {
    const asked = this.#asked.get(ref);
    if (!asked) return false;
    this.#asked.delete(ref);
    const { id, before, held } = asked;
    if (epoch !== cursor?.epoch) this.#ask({ id, before });
    const later = held.filter((event) => event.id === id && event.seq > seq);
    const gone = later.some(({ type }) => type === 'deleted-image-chat');
    if (gone || epoch !== cursor?.epoch) return false;
    const newest = before === undefined;
    const page = later.reduce((known, event) => applyToComments(known, event, newest), comments);
    const thread = this.loaded.get(id);
    if (newest) this.loaded.set(id, { comments: page, earlier, seq });
    else if (thread) this.loaded.set(id, { ...thread, comments: [...page, ...thread.comments], earlier });
    return true;
  }

  /** A page was refused: as a rule `not-found`, as the conversation is gone. */
  refused(ref: number): void {
    this.#asked.delete(ref);
  }

  /**
   * Asks for unanswered pages once more. After whole state what is loaded goes too: what happened to it in between
   * is unknown, so it begins anew with the newest page (R1).
   */
  askAgain({ loadedToo }: { loadedToo: boolean }): void {
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    if (!loadedToo) for (const { id, before } of asked) this.#ask({ id, before });
    else {
      const ids = new Set([...this.loaded.keys(), ...asked.map(({ id }) => id)]);
      this.loaded.clear();
      for (const id of ids) this.#ask({ id });
    }
  }

  #ask(wanted: Wanted): void {
    const ref = ++this.#ref;
    this.#asked.set(ref, { ...wanted, held: [] });
    this.#send(ref, wanted);
  }
}
