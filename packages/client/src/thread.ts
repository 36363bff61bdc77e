import type { ImageEvent } from '@imagechat/protocol/catalog';
import type { Comment } from '@imagechat/protocol/comment';
import type { Cursor } from '@imagechat/protocol/cursor';
import type { Refusal } from '@imagechat/protocol/refusal';
import { type Thread, applyToThread, commentEffect, threadOf } from '@imagechat/protocol/thread';
import type { LiveImage, LiveThread, Release, ThreadView, ViewComment } from './api.ts';
import { Emitter } from './emitter.ts';
import type { Followed, Follower, FollowerLink } from './follower.ts';
import { kept } from './kept.ts';
import { type Page, loadPage } from './thread-page.ts';

/** How often a page that does not fit is asked for in a row. */
const MOST_TRIES = 3;
/** Shortest pause before it is asked for again. */
const RETRY_MS = 1_000;

interface Request {
  /** Where the image was when it was asked. */
  readonly asked: Cursor;
  /** What the image has applied since. */
  readonly held: ImageEvent[];
  readonly before: number | undefined;
  readonly tries: number;
  readonly done: () => void;
}

/**
 * Opens a conversation's comments; each call is released on its own. A function and not a method of the image, so that whoever opens no
 * conversation does not load what is needed for it.
 */
export function openThread(image: LiveImage, id: string): LiveThread {
  return image.follow((link, followed) => new ImageThread(link, followed, id));
}

/**
 * An open conversation: a page at a cursor, the events after it, and one's own pending comments at the end. The law S1 holds for what
 * is loaded, earlier pages included; after a reset the old picture stays until the new page is there.
 */
class ImageThread implements LiveThread, Follower {
  readonly id: string;
  readonly #link: FollowerLink;
  readonly #image: Followed;
  readonly #changed = new Emitter();
  #view: ThreadView = { status: 'loading', comments: [], earlier: false };
  #loaded: { readonly thread: Thread; readonly seq: number } | undefined;
  /** What is loaded is of a life of the log that is over; shown until the new page is there. */
  #outdated = false;
  /** Why nothing could be loaded; with `not-found` there is no such conversation. */
  #refusal: Refusal | undefined;
  #request: Request | undefined;
  #pause: Release | undefined;

  constructor(link: FollowerLink, image: Followed, id: string) {
    this.#link = link;
    this.#image = image;
    this.id = id;
  }

  get view(): ThreadView {
    return this.#view;
  }

  subscribe(listener: () => void): Release {
    return this.#changed.subscribe(listener);
  }

  loadEarlier(): Promise<void> {
    const { earlier, from } = this.#loaded?.thread ?? {};
    if (!earlier || this.#outdated || this.#request) return Promise.resolve();
    return new Promise((done) => this.#ask(from, 1, done));
  }

  release(): void {
    this.#drop();
    this.#pause?.();
    this.#image.closed(this);
  }

  /** The image has its place on the line, or was replaced: loads what is missing. */
  synced(): void {
    if (!this.#request && !this.#pause && (!this.#loaded || this.#outdated)) this.#load(1);
    this.refresh();
  }

  /** The image was replaced (R1): what is loaded is of the past, and so is what was asked. */
  replaced(): void {
    this.#drop();
    if (!this.#image.isConfirmed(this.id)) this.#loaded = undefined;
    this.#outdated = this.#loaded !== undefined;
    this.#refusal = undefined;
  }

  /** The image applied these events. */
  applied(events: readonly ImageEvent[]): void {
    this.#request?.held.push(...events);
    if (this.#outdated) return;
    for (const event of events) {
      if (this.#loaded) this.#apply(event);
      // Seen from its first event on, a conversation is complete without asking.
      else if (event.type === undefined || event.id !== this.id) continue;
      else if (event.type === 'new-image-chat' && !event.restored) {
        this.#loaded = {
          thread: { conversationId: this.id, comments: [], earlier: false },
          seq: event.seq - 1,
        };
        this.#apply(event);
      } else this.#returns();
    }
  }

  /** Shows what changed, and tells so if anything did. */
  refresh(): void {
    const next = this.#draw();
    const last = this.#view;
    // What was ready stays until there is something better to show.
    if (next.status === 'loading' && last.status === 'ready') return;
    const unchanged =
      next.status === last.status &&
      next.earlier === last.earlier &&
      next.refusal === last.refusal &&
      next.comments.length === last.comments.length &&
      next.comments.every((comment, at) => comment === last.comments[at]);
    if (unchanged) return;
    this.#view = next;
    this.#changed.emit();
  }

  #draw(): ThreadView {
    const { id } = this;
    const waiting = new Map<string, boolean>();
    let thread: Thread = this.#loaded?.thread ?? { conversationId: id, comments: [], earlier: false };
    for (const provisional of this.#image.provisional(id)) {
      thread = applyToThread(thread, provisional.event) ?? thread;
      const effect = commentEffect(provisional.event);
      if (effect && provisional.waiting) waiting.set(effect.commentId, true);
    }
    const before = new Map(this.#view.comments.map((comment) => [comment.id, comment]));
    const shown = (comment: Comment): ViewComment =>
      kept(before.get(comment.id), { ...comment, pending: waiting.has(comment.id) });
    const status = this.#status();
    const refusal = status !== 'gone' && this.#refusal;
    const comments = thread.comments.map(shown);
    return { status, ...(refusal ? { refusal } : {}), comments, earlier: thread.earlier };
  }

  /** A conversation that was gone is there again, with comments nobody has told of. */
  #returns(): void {
    if (!this.#image.isConfirmed(this.id)) return;
    this.#refusal = undefined;
    if (!this.#request && !this.#pause) this.#load(1);
  }

  #status(): ThreadView['status'] {
    const { cursor } = this.#image;
    if (this.#refusal?.code === 'not-found' || (cursor && !this.#image.isShown(this.id))) return 'gone';
    if (this.#loaded || (this.#image.isShown(this.id) && !this.#image.isConfirmed(this.id))) return 'ready';
    return 'loading';
  }

  #apply(event: ImageEvent): void {
    if (!this.#loaded || event.seq <= this.#loaded.seq) return;
    const thread = applyToThread(this.#loaded.thread, event);
    this.#loaded = thread ? { thread, seq: event.seq } : undefined;
  }

  #load(tries: number): void {
    // While the image asks for its place on the line, the answer will say when to go on.
    if (this.#image.number === 'soon' || !this.#image.isConfirmed(this.id)) return;
    this.#ask(undefined, tries, () => undefined);
  }

  #ask(before: number | undefined, tries: number, done: () => void): void {
    const { cursor, number, urlId } = this.#image;
    if (!cursor) {
      done();
      return;
    }
    const request: Request = { asked: cursor, held: [], before, tries, done };
    this.#request = request;
    const i = typeof number === 'number' ? number : undefined;
    loadPage(this.#link, { urlId, i, id: this.id, before }, (page) => {
      if (this.#request !== request) return;
      this.#request = undefined;
      if (page === undefined) this.#lost(request, i !== undefined);
      else if ('code' in page) this.#refused(request, page);
      else this.#answered(request, page);
      this.refresh();
      if (!this.#request) done();
    });
  }

  #answered(request: Request, page: Page): void {
    const { asked, before } = request;
    const { cursor } = this.#image;
    this.#refusal = undefined;
    if (page.epoch !== asked.epoch || page.epoch !== cursor?.epoch || page.seq < asked.seq) {
      // Older than what is shown already, or of another life of the log: not to be mixed with it.
      this.#again(request);
      return;
    }
    const later = request.held.filter((event) => event.seq > page.seq);
    const old = threadOf(this.id, page);
    if (before === undefined) {
      const thread = later.reduce<Thread | null>((to, event) => to && applyToThread(to, event), old);
      this.#outdated = false;
      this.#loaded = thread ? { thread, seq: Math.max(page.seq, cursor.seq) } : undefined;
    } else if (this.#loaded) {
      const { thread, seq } = this.#loaded;
      // What was added since from there on belongs to the end, which has it.
      const changed = later.filter((event) => placeOf(event) < before);
      const earlier = changed.reduce<Thread>((to, event) => applyToThread(to, event) ?? to, old);
      const comments = [...earlier.comments, ...thread.comments];
      this.#loaded = { thread: { ...earlier, comments }, seq };
    }
  }

  /** The line was cut: HTTP may still answer, or the line be back. With neither, the image's next synchronisation asks again. */
  #lost(request: Request, wasOnLine: boolean): void {
    if (wasOnLine || typeof this.#image.number === 'number') this.#again(request);
  }

  #refused({ before }: Request, refusal: Refusal): void {
    this.#refusal = refusal;
    if (before === undefined && refusal.retry) this.#later(refusal.retryAfterMs);
  }

  #again({ before, tries, done }: Request): void {
    if (tries < MOST_TRIES) this.#ask(before, tries + 1, done);
    else if (before === undefined) this.#later();
  }

  #later(afterMs = 0): void {
    this.#pause = this.#link.environment.after(Math.max(RETRY_MS, afterMs), () => {
      this.#pause = undefined;
      this.synced();
    });
  }

  #drop(): void {
    const { done } = this.#request ?? {};
    this.#request = undefined;
    done?.();
  }
}

/** seq of the place at which an event puts a comment; 0 when it puts none. */
function placeOf(event: ImageEvent): number {
  return event.type === undefined ? 0 : (commentEffect(event)?.place ?? 0);
}
