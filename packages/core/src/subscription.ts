import type { Cursor } from '@imagechat/protocol/cursor';
import type { Actor } from './access.ts';
import type { Watcher } from './entitled.ts';
import { type Eyes, eyesKey } from './eyes.ts';
import { encodeEvents, encodeReset, encodeSubscribed } from './frames.ts';
import type { MissedEvents } from './missed-events.ts';
import type { Outlet } from './outlet.ts';
import type { SeenSnapshot } from './seen-snapshot.ts';
import type { Watch } from './watch-list.ts';
import type { WatchedImage } from './watched-image.ts';

/** Reads that did not reach the live stream before a subscription gives up; one is the rule, two a race. */
const MOST_READS = 8;

/** What a read brought: everything at a cursor, or the events up to it, which may come from memory. */
type Read = SeenSnapshot | MissedEvents | { readonly cursor: Cursor; readonly events: readonly string[] };

/**
 * One session watching one image. It reads up to where this process stands, and in the same turn in which its
 * last missed event is written, at the hub's own position, it joins the topic (R1, R2).
 */
export class Subscription implements Watcher {
  readonly image: WatchedImage;
  readonly #outlet: Outlet;
  readonly #joined: Promise<boolean>;
  #eyes: Eyes;
  /** The eyes are others than those that saw the state a subscriber's cursor belongs to. */
  #eyesChanged = false;
  #state: 'catching-up' | 'live' | 'over' = 'catching-up';

  constructor(watch: Watch, outlet: Outlet, eyes: Eyes) {
    this.image = watch.image;
    this.#joined = watch.joined;
    this.#outlet = outlet;
    this.#eyes = eyes;
  }

  get eyes(): Eyes {
    return this.#eyes;
  }

  get site(): string {
    return this.#outlet.site;
  }

  /**
   * Answers a subscribe with everything, or exactly with what came after `cursor`, and goes live; false when it was stopped
   * before. Rejects when storage cannot read.
   */
  async start(ref: number, cursor: Cursor | undefined): Promise<boolean> {
    await this.#joined;
    for (let reads = 0; reads < MOST_READS; reads++) {
      const from = this.#eyesChanged ? undefined : cursor;
      const read = this.#fromMemory(from) ?? (await this.#fromStorage(from));
      if (this.#state !== 'catching-up') return false;
      if (from && this.#eyesChanged) continue;
      this.image.startAt(read.cursor);
      const missed = this.image.deliveredAfter(read.cursor, this.#eyes);
      if (missed) {
        this.#answer(ref, read, missed);
        return true;
      }
    }
    throw new Error('reads did not reach the live stream');
  }

  /**
   * The actor has other eyes from now on: everything anew, as these see it, for what they may not see has to go (V1). Resolves false when it
   * was stopped meanwhile; rejects when storage cannot read.
   */
  async see(eyes: Eyes): Promise<boolean> {
    if (eyesKey(eyes) === eyesKey(this.#eyes)) return true;
    const wasLive = this.#state === 'live';
    if (wasLive) this.image.left(this);
    this.#eyes = eyes;
    this.#eyesChanged = true;
    // Otherwise a read is under way, whose answer goes by the new eyes.
    if (!wasLive) return true;
    this.#state = 'catching-up';
    const { position } = this.image;
    for (let reads = 0; reads < MOST_READS; reads++) {
      const snapshot = await this.image.snapshotFrom(position);
      if (this.#state !== 'catching-up') return false;
      const missed = this.image.deliveredAfter(snapshot.cursor, this.#eyes);
      if (!missed) continue;
      const { cursor } = snapshot;
      const conversations = snapshot.conversations(this.#eyes);
      this.#outlet.send(encodeReset(this.image.number, { cursor, conversations }));
      this.#goLive(cursor, missed);
      return true;
    }
    throw new Error('reads did not reach the live stream');
  }

  /** The actor is here, typing in a conversation or not, and hears of others from now on (P1). */
  announce(actor: Actor, typing: string | null): void {
    if (this.#state !== 'live') return;
    this.#outlet.join(this.image.presenceTopic);
    this.image.announce(this, this.#outlet.site, actor, typing);
  }

  /** Leaves the topic; nothing is sent any more. */
  stop(): void {
    if (this.#state !== 'over') {
      this.image.retire(this);
      this.#outlet.leave(this.image.presenceTopic);
    }
    if (this.#state === 'live') this.image.left(this);
    this.#state = 'over';
  }

  sendAlone(frame: string, events: number): void {
    this.#outlet.send(frame, events);
  }

  joins(topic: string): void {
    this.#outlet.join(topic);
  }

  leaves(topic: string): void {
    this.#outlet.leave(topic);
  }

  /** A short absence: what was missed is still at hand here. A cursor ahead of this process is storage's to judge (E1). */
  #fromMemory(cursor: Cursor | undefined): Read | undefined {
    const { position } = this.image;
    if (!cursor || !position || cursor.seq > position.seq) return undefined;
    const events = this.image.deliveredAfter(cursor, this.#eyes);
    return events && { cursor: position, events };
  }

  async #fromStorage(cursor: Cursor | undefined): Promise<Read> {
    return (cursor && (await this.image.missedAfter(cursor))) ?? this.image.snapshot();
  }

  #answer(ref: number, read: Read, missed: readonly string[]): void {
    const { number, position } = this.image;
    const answer = { ref, image: number };
    if ('conversations' in read) {
      const conversations = read.conversations(this.#eyes);
      this.#outlet.send(encodeSubscribed({ ...answer, cursor: read.cursor }, { conversations }));
      this.#goLive(read.cursor, missed);
      return;
    }
    const cursor = missed.length > 0 && position ? position : read.cursor;
    const known = 'events' in read ? read.events : read.seenBy(this.#eyes);
    const events = [...known, ...missed];
    this.#outlet.send(encodeSubscribed({ ...answer, cursor }, { events }), events.length);
    this.#goLive(read.cursor, []);
  }

  #goLive(cursor: Cursor, missed: readonly string[]): void {
    if (missed.length > 0) this.#outlet.send(encodeEvents(this.image.number, missed), missed.length);
    this.image.entered(this, cursor);
    this.#state = 'live';
  }
}
