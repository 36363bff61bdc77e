import type { ImageEvent, Operation } from '@imagechat/protocol/catalog';
import type { Conversation } from '@imagechat/protocol/conversation';
import type { Cursor } from '@imagechat/protocol/cursor';
import type { ImageFacts, Subscribed } from '@imagechat/protocol/messages';
import type { PresenceDown } from '@imagechat/protocol/presence';
import type { Refusal } from '@imagechat/protocol/refusal';
import { commentCount } from '@imagechat/protocol/state';
import type { Reply } from './answer.ts';
import type { ImageView, Release, Result } from './api.ts';
import { type Shown, applyEvents, showAll } from './apply-events.ts';
import { Emitter } from './emitter.ts';
import type { Followed, Follower, FollowerLink, Provisional } from './follower.ts';
import { offline } from './http.ts';
import type { Link } from './link.ts';
import { Outbox } from './outbox.ts';
import { overlay } from './overlay.ts';

/** Shortest pause before a subscription is tried again that was refused for now. */
const RETRY_MS = 1_000;

/** Where the subscription stands on the present line; `number` is what the server calls the image there. */
type Sync =
  | { readonly is: 'off' }
  | { readonly is: 'asking' }
  | { readonly is: 'on'; readonly number: number }
  | { readonly is: 'later'; readonly timer: Release }
  | { readonly is: 'refused' };

/**
 * One watched image: confirmed conversations at a cursor, one's own pending operations on top, and who follows its conversations. Applies each
 * event once and in order (R1, R3); a gap is asked for, single-flight, while the old picture stays.
 */
export class WatchedImage implements Followed {
  readonly urlId: string;
  facts: ImageFacts | undefined;
  readonly outbox: Outbox;
  readonly changed = new Emitter();
  readonly #link: Link;
  readonly #followers = new Set<Follower>();
  readonly #settled: () => void;
  #sync: Sync = { is: 'off' };
  #cursor: Cursor | undefined;
  #confirmed: Shown = new Map();
  /** Through whose eyes what is confirmed was seen (V1). */
  #eyes = '';
  #refusal: Refusal | undefined;
  #view: ImageView = { status: 'loading', conversations: this.#confirmed, count: 0 };
  #provisional: readonly Provisional[] = [];
  /** `#view` does not show the present state yet. */
  #behind = false;

  /** `settled` is called whenever operations may have ended. */
  constructor(link: Link, urlId: string, facts: ImageFacts | undefined, settled: () => void) {
    this.#link = link;
    this.urlId = urlId;
    this.facts = facts;
    this.#settled = settled;
    this.outbox = new Outbox(link, this);
  }

  /** What to draw; made when somebody looks, however many events came since. */
  get view(): ImageView {
    if (this.#behind) this.#draw();
    return this.#view;
  }

  /** The position of what is confirmed; undefined before the first snapshot. */
  get cursor(): Cursor | undefined {
    return this.#cursor;
  }

  /** What the server calls this image on the live line, `soon` while it is asked. */
  get number(): number | 'soon' | undefined {
    if (this.#sync.is === 'asking') return 'soon';
    return this.#sync.is === 'on' ? this.#sync.number : undefined;
  }

  isConfirmed(conversationId: string): boolean {
    return this.#confirmed.has(conversationId);
  }

  isShown(conversationId: string): boolean {
    return this.view.conversations.has(conversationId);
  }

  provisional(conversationId: string): readonly Provisional[] {
    if (this.#behind) this.#draw();
    return this.#provisional.filter(({ event }) => event.id === conversationId);
  }

  submit(operation: Operation): Promise<Result> {
    return this.outbox.submit(operation);
  }

  /** Takes what follows a conversation from here on. */
  follow<Its extends Follower>(make: (link: FollowerLink, image: Followed) => Its): Its {
    const follower = make(this.#link, this);
    this.#followers.add(follower);
    follower.synced();
    return follower;
  }

  closed(follower: Follower): void {
    this.#followers.delete(follower);
  }

  /** The line is live: asks for the image, from its cursor on if it has one (R1). */
  live(): void {
    this.#subscribe(this.#cursor);
  }

  /** Who one is changed: what was refused may be allowed now, and what is pending bears the new name. */
  actorChanged(): void {
    if (this.#sync.is === 'refused' && this.#link.connection.state.is === 'live')
      this.#subscribe(this.#cursor);
    if (this.outbox.pending.length > 0) this.#show();
  }

  /** The line was cut: what is shown stays as it is. */
  cut(): void {
    this.#leave({ is: 'off' });
    for (const follower of this.#followers) follower.cut?.();
  }

  /** Who looks at it now, for those who follow that. */
  presence(message: PresenceDown): void {
    for (const follower of this.#followers) follower.presence?.(message);
  }

  /** Nobody watches any more. */
  close(): void {
    if (this.#sync.is === 'on') this.#link.connection.send({ t: 'unsubscribe', i: this.#sync.number });
    this.#leave({ is: 'off' });
    this.outbox.close(offline());
  }

  /** Events from the line: exactly the next ones are applied, what was seen is dropped, a gap is asked for (R3). */
  events(events: readonly ImageEvent[]): void {
    if (!this.#take(events)) this.#subscribe(this.#cursor);
  }

  /** Everything anew, unasked (R1). */
  reset(cursor: Cursor, conversations: readonly Conversation[]): void {
    this.#replace(cursor, conversations);
  }

  /** The server stopped the subscription; while a new one is asked for, its answer decides. */
  ended(refusal: Refusal): void {
    if (this.#sync.is === 'on') this.#refused(refusal);
  }

  /** What is shown of a conversation changed because of one's own operations. */
  touched(conversationId: string): void {
    this.#show([conversationId]);
    this.#settled();
  }

  #leave(next: Sync): void {
    if (this.#sync.is === 'later') this.#sync.timer();
    this.#sync = next;
  }

  #subscribe(cursor: Cursor | undefined): void {
    if (this.#sync.is === 'asking') return;
    const asking: Sync = { is: 'asking' };
    // What comes for the old number is ignored until the answer (W8).
    this.#leave(asking);
    const { urlId, facts } = this;
    // With other eyes there is more to see, or less: then everything anew.
    const from = this.#eyes === this.#link.session.eyes ? cursor : undefined;
    const known = { ...(facts ? { facts } : {}), ...(from ? { cursor: from } : {}) };
    this.#link.request(
      (ref) => ({ t: 'subscribe', ref, urlId, ...known }),
      (reply) => this.#answered(asking, reply),
    );
  }

  #answered(asking: Sync, reply: Reply | undefined): void {
    if (this.#sync !== asking) return;
    if (reply?.t === 'refused') this.#refused(reply.error);
    if (reply?.t !== 'subscribed') return;
    this.#sync = { is: 'on', number: reply.i };
    if (this.#refusal) {
      this.#refusal = undefined;
      this.#show();
    }
    this.#synced(reply);
    this.#settled();
  }

  #refused(refusal: Refusal): void {
    const { environment } = this.#link;
    if (refusal.retry) {
      const again = () => this.#subscribe(this.#cursor);
      const timer = environment.after(Math.max(RETRY_MS, refusal.retryAfterMs ?? 0), again);
      this.#leave({ is: 'later', timer });
    } else {
      this.#leave({ is: 'refused' });
      this.#refusal = refusal;
    }
    this.#show();
    this.outbox.pump();
    this.#settled();
  }

  #synced(reply: Subscribed): void {
    if (reply.conversations) this.#replace(reply, reply.conversations);
    else if (
      reply.epoch !== this.#cursor?.epoch ||
      !this.#take(reply.events) ||
      this.#cursor.seq < reply.seq
    ) {
      // Not what came after our cursor: never a part (R1), so everything anew.
      this.#subscribe(undefined);
    }
    for (const follower of [...this.#followers]) follower.synced();
    this.outbox.pump();
  }

  /** Applies what is next and drops what was seen; false at a gap, and then leaves the rest. */
  #take(events: readonly ImageEvent[]): boolean {
    if (!this.#cursor) return true;
    const { epoch, seq } = this.#cursor;
    const fresh = events.filter((event) => event.seq > seq);
    const hole = fresh.findIndex((event, at) => event.seq !== seq + 1 + at);
    const next = hole < 0 ? fresh : fresh.slice(0, hole);
    if (next.length > 0) this.#apply(next, { epoch, seq: seq + next.length });
    return hole < 0;
  }

  #apply(events: readonly ImageEvent[], cursor: Cursor): void {
    const shown = this.#view.conversations;
    const before = this.#confirmed;
    this.#confirmed = applyEvents(before, events, shown);
    this.#cursor = cursor;
    const settled = this.outbox.applied(events, cursor);
    for (const follower of this.#followers) follower.applied?.(events);
    const concerned = [
      ...settled,
      ...events.flatMap((event) => (event.type === undefined ? [] : [event.id])),
    ];
    if (concerned.length > 0) this.#show(concerned, settled.length === 0);
    if (settled.length > 0) this.#settled();
  }

  #replace({ epoch, seq }: Cursor, conversations: readonly Conversation[]): void {
    this.#confirmed = showAll(conversations, this.#view.conversations);
    this.#cursor = { epoch, seq };
    this.#eyes = this.#link.session.eyes;
    this.outbox.replaced(this.#cursor);
    for (const follower of this.#followers) follower.replaced?.();
    this.#show();
    for (const follower of [...this.#followers]) follower.synced();
  }

  /** Tells who listens that the view changed; followers only if they are concerned, all without `conversations`. */
  #show(conversations?: readonly string[], byOthers = false): void {
    this.#behind = true;
    this.changed.emit(byOthers);
    for (const follower of [...this.#followers]) {
      if (!conversations || conversations.includes(follower.id)) follower.refresh?.();
    }
  }

  #draw(): void {
    this.#behind = false;
    const last = this.#view;
    const { author } = this.#link.session;
    const drawn = overlay(this.#confirmed, this.outbox.pending, author, last.conversations);
    const { conversations } = drawn;
    this.#provisional = drawn.provisional;
    const count = conversations === last.conversations ? last.count : commentCount({ conversations });
    const refusal = this.#refusal;
    const status = refusal ? 'refused' : this.#cursor ? 'ready' : 'loading';
    if (status === last.status && refusal === last.refusal && conversations === last.conversations) return;
    this.#view = { status, ...(refusal ? { refusal } : {}), conversations, count };
  }
}
