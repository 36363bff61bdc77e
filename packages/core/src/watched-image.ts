import type { Cursor } from '@imagechat/protocol/cursor';
import type { ImageKey } from '@imagechat/protocol/ids';
import type { Actor } from './access.ts';
import { Audience } from './audience.ts';
import { Batcher } from './batcher.ts';
import { Entitled, type Watcher } from './entitled.ts';
import { type Eyes, PUBLIC } from './eyes.ts';
import { encode, encodeEvents, encodeReset } from './frames.ts';
import type { MissedEvents } from './missed-events.ts';
import { MissedReads } from './missed-reads.ts';
import type { PresenceShare } from './ports/bus.ts';
import type { Clock } from './ports/clock.ts';
import type { Fanout } from './ports/fanout.ts';
import type { Log } from './ports/log.ts';
import type { Meter } from './ports/meter.ts';
import type { Storage } from './ports/storage.ts';
import { Presence } from './presence.ts';
import { SeenSnapshot } from './seen-snapshot.ts';
import type { HubSettings } from './settings.ts';
import { Tail, removes } from './tail.ts';
import { type KeptEvent, isVeiled } from './veil.ts';
import { VeiledConversations } from './veiled-conversations.ts';

/** Reads in a row that may stop short of where a subscriber stands; one is the rule, two a race. */
const MOST_READS = 8;

/** What a watched image needs of its hub. */
export interface ImageParts {
  readonly storage: Storage;
  readonly fanout: Fanout;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
  readonly settings: HubSettings;
  /** Tells the other processes who is here; absent where there are none. */
  readonly share?: (image: ImageKey, presence: Omit<PresenceShare, 'node'>) => void;
}

/**
 * One image that someone on this process watches: the one place that knows the position of its stream here.
 * Delivers only `last + 1`, drops what was seen, and fills gaps from the log before going on (R3).
 */
export class WatchedImage {
  /** The number frames call it by; the same for everyone on this process (O3). */
  readonly number: number;
  readonly key: ImageKey;
  readonly topic: string;
  /** Where those who asked for it hear who is here. */
  readonly presenceTopic: string;
  readonly #parts: ImageParts;
  readonly #batcher: Batcher;
  readonly #tail: Tail;
  readonly #missed: MissedReads;
  readonly #presence: Presence;
  /** Events that came before their turn, by seq. */
  readonly #early = new Map<number, KeptEvent>();
  #earlyEpoch: string | undefined;
  /** Live subscriptions, and those of them that announced themselves and so hear of others. */
  readonly #viewers = new Audience();
  readonly #listeners = new Audience();
  readonly #announced = new Map<object, string>();
  readonly #entitled: Entitled;
  readonly #veiled = new VeiledConversations();
  /** The last word on where somebody types that is not told yet, by subscription. */
  readonly #untold = new Map<object, object>();
  #position: Cursor | undefined;
  /** Where the subscription stood that went live furthest ahead; it may be ahead of this process. */
  #furthest: Cursor | undefined;
  #filling: Promise<void> | undefined;
  #snapshot: SeenSnapshot | undefined;
  /** How often what was remembered was forgotten. */
  #lives = 0;
  #reading: Promise<SeenSnapshot> | undefined;

  constructor(number: number, key: ImageKey, parts: ImageParts) {
    this.number = number;
    this.key = key;
    this.topic = `image/${number}`;
    this.presenceTopic = `presence/${number}`;
    this.#parts = parts;
    this.#tail = new Tail(parts.settings);
    const { catchUpEvents } = parts.settings;
    const log = {
      read: (after: Cursor) => parts.storage.eventsAfter(key, after, catchUpEvents),
      leadsOn: (from: Cursor) => this.deliveredAfter(from, PUBLIC) !== undefined,
    };
    this.#missed = new MissedReads(log, parts.clock, parts.settings);
    this.#entitled = new Entitled(number);
    this.#batcher = new Batcher(parts.clock, parts.settings, {
      publish: (events) => this.#publish(encodeEvents(number, events), events.length),
      viewers: () => this.#viewers.size,
    });
    this.#presence = new Presence(parts.clock, parts.settings, {
      publish: (viewers, people) =>
        this.#publishPresence(encode({ t: 'presence', i: number, viewers, people })),
      viewers: () => this.#viewers.size,
      busy: () => this.#batcher.busy,
      ...(parts.share
        ? { share: (viewers, people, asks) => parts.share?.(key, { viewers, people, asks }) }
        : {}),
    });
  }

  /** Where this process stands in the image's log; undefined until the first read. */
  get position(): Cursor | undefined {
    return this.#position;
  }

  /** Takes a first position from a read made after the bus confirmed (R2); what came meanwhile follows. */
  startAt(cursor: Cursor): void {
    if (this.#position) return;
    // What came early from another life of the log has nothing to do with this one (E1).
    if (this.#earlyEpoch !== cursor.epoch) this.#early.clear();
    this.#position = cursor;
    this.#deliverEarly();
  }

  /**
   * What was delivered here after `cursor`, as JSON, as these eyes get it: with it a reader at `cursor` stands where the live stream
   * goes on. Empty for a reader ahead of this process; undefined when it is not all at hand.
   */
  deliveredAfter(cursor: Cursor, eyes: Eyes): readonly string[] | undefined {
    if (this.#position?.epoch !== cursor.epoch) return undefined;
    return cursor.seq >= this.#position.seq ? [] : this.#tail.after(cursor.seq, eyes);
  }

  /** What came after a cursor, from the log; undefined when it cannot give it (R1). Read once for a crowd. Rejects when storage cannot read. */
  missedAfter(cursor: Cursor): Promise<MissedEvents | undefined> {
    return this.#missed.after(cursor);
  }

  /** The image at a cursor from which {@link deliveredAfter} leads on, if it can; read once for everyone who asks at a time. */
  snapshot(): Promise<SeenSnapshot> {
    const known = this.#snapshot;
    const since = known && this.deliveredAfter(known.cursor, PUBLIC);
    if (known && since && since.length <= this.#parts.settings.snapshotEvents) return Promise.resolve(known);
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** The same, but not from before a cursor that this process had reached when it was asked. */
  async snapshotFrom(cursor: Cursor | undefined): Promise<SeenSnapshot> {
    const snapshot = await this.snapshot();
    return isBehind(snapshot.cursor, cursor) ? this.#read() : snapshot;
  }

  /** Events of this image, from the own process or another; any order, repeats and losses allowed (R3). */
  receive(epoch: string, events: readonly KeptEvent[]): void {
    if (this.#position && epoch !== this.#position.epoch) {
      void this.fill();
      return;
    }
    if (!this.#position && this.#earlyEpoch !== epoch) this.#early.clear();
    this.#earlyEpoch = epoch;
    for (const event of events) this.#take(event);
    // Without a position the first reader's cursor decides what of this is news.
    if (this.#position && this.#early.size > 0) void this.fill();
  }

  /** Compares with the head of the log and fetches what is missing (R4). @returns how many events are */
  checkHead(head: Cursor): number {
    if (!this.#position) return 0;
    const { epoch, seq } = this.#position;
    const missing = head.epoch === epoch ? Math.max(0, head.seq - seq) : head.seq;
    if (head.epoch !== epoch || missing > 0) void this.fill();
    return missing;
  }

  /** A subscription went live, where storage stood when it read. */
  entered(watcher: Watcher, cursor: Cursor): void {
    if (!isBehind(cursor, this.#furthest)) this.#furthest = cursor;
    this.#join(watcher);
    this.#entitled.add(watcher);
    this.#presence.changed();
  }

  /** A live subscription ended, or its actor has other eyes from now on. */
  left(watcher: Watcher): void {
    this.#entitled.remove(watcher);
    this.#leave(watcher);
    this.#presence.changed();
  }

  /** A subscription on this site says that its actor is here, and wants to hear of others (P1). */
  announce(subscription: object, site: string, actor: Actor, typing: string | null): void {
    if (!this.#announced.has(subscription)) this.#listeners.add(site);
    this.#announced.set(subscription, site);
    const isKnown = typing === null || this.#veiled.isComplete;
    this.#presence.announce(subscription, actor, isKnown ? this.#openly(typing) : null);
    if (isKnown) this.#untold.delete(subscription);
    else void this.#announceLater(subscription, actor, typing);
  }

  /** What may be told of where somebody types: nothing of a conversation that not everybody sees (V1). */
  #openly(typing: string | null): string | null {
    return typing !== null && this.#veiled.has(typing) ? null : typing;
  }

  /** The same, once it is known what not everybody sees. */
  async #announceLater(subscription: object, actor: Actor, typing: string | null): Promise<void> {
    const word = {};
    this.#untold.set(subscription, word);
    try {
      await this.#read();
      // What was said since counts, and so does that they left.
      if (this.#untold.get(subscription) !== word) return;
      this.#untold.delete(subscription);
      this.#presence.announce(subscription, actor, this.#openly(typing));
    } catch (error) {
      // It will be said again while it lasts.
      this.#parts.log('warn', 'typing-not-told', { error: String(error) });
    }
  }

  /** The subscription is over, or does not want to hear of others any more. */
  retire(subscription: object): void {
    const site = this.#announced.get(subscription);
    if (site === undefined) return;
    this.#untold.delete(subscription);
    this.#announced.delete(subscription);
    this.#listeners.remove(site);
    this.#presence.leave(subscription);
  }

  /** Who looks at this image on all processes (P1). */
  get presence(): Pick<Presence, 'hear' | 'forget' | 'shareAgain' | 'viewers'> {
    return this.#presence;
  }

  /** The log may have been rewritten: nothing of before is told from memory any more (L1). */
  forget(): void {
    this.#batcher.flush();
    this.#missed.clear();
    this.#tail.clear();
    this.#snapshot = undefined;
    this.#lives++;
  }

  /** Sends nothing any more. */
  stop(): void {
    this.#batcher.stop();
    this.#presence.end();
    this.#missed.clear();
    this.#tail.clear();
    this.#early.clear();
  }

  /** Reads what is missing from the log; one read at a time (R3). */
  fill(): Promise<void> {
    this.#filling ??= this.#fillAll().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  #join(watcher: Watcher): void {
    watcher.joins(this.topic);
    this.#viewers.add(watcher.site);
  }

  #leave(watcher: Watcher): void {
    watcher.leaves(this.topic);
    this.#viewers.remove(watcher.site);
  }

  #publish(frame: string, events: number): void {
    const { fanout, meter } = this.#parts;
    meter.handed({ tenantId: this.key.tenantId, recipients: this.#viewers.bySite, frame, events });
    fanout.publish(this.topic, frame);
  }

  #publishPresence(frame: string): void {
    const { fanout, meter } = this.#parts;
    meter.handed({ tenantId: this.key.tenantId, recipients: this.#listeners.bySite, frame, events: 0 });
    fanout.publish(this.presenceTopic, frame);
  }

  #take(event: KeptEvent): void {
    const last = this.#position?.seq;
    if (last === undefined || event.seq > last + 1) {
      this.#early.set(event.seq, event);
    } else if (event.seq === last + 1) {
      this.#deliver(event);
      this.#deliverEarly();
    }
  }

  #deliverEarly(): void {
    while (this.#position && this.#early.size > 0) {
      const next = this.#early.get(this.#position.seq + 1);
      if (!next) break;
      this.#deliver(next);
    }
    const last = this.#position?.seq ?? 0;
    for (const seq of this.#early.keys()) if (seq <= last) this.#early.delete(seq);
  }

  #deliver(event: KeptEvent): void {
    if (!this.#position) return;
    this.#position = { epoch: this.#position.epoch, seq: event.seq };
    // What was read before would still show what was taken away (L1).
    if (removes(event)) {
      this.#snapshot = undefined;
      this.#missed.clear();
    }
    this.#veiled.take(event);
    const seenByAll = this.#tail.push(event);
    if (!isVeiled(event)) {
      this.#batcher.add(seenByAll);
      return;
    }
    // Who gets more of it gets it after all before it, and then drops what everybody gets under the same number (V1).
    this.#batcher.flush();
    this.#entitled.deliver(event);
    this.#batcher.add(seenByAll);
    this.#batcher.flush();
  }

  /** While reads bring something, what came beyond them meanwhile is read too: nothing else might ask for it for long. */
  async #fillAll(): Promise<void> {
    let before: Cursor | undefined;
    do {
      before = this.#position;
      await this.#fill();
    } while (this.#early.size > 0 && this.#position !== before);
  }

  async #fill(): Promise<void> {
    const { storage, log, settings } = this.#parts;
    const from = this.#position;
    if (!from) return;
    try {
      const missed = await storage.eventsAfter(this.key, from, settings.catchUpEvents);
      if (!missed.reset) {
        for (const event of missed.events) this.#take(event);
        return;
      }
      this.#reset(await this.#readFarEnough());
    } catch (error) {
      // The next event or head check tries again; until then nothing out of order is shown.
      log('warn', 'fill-failed', { error: String(error) });
    }
  }

  /** Who subscribed during a read may stand beyond it, and is not to be taken back (R1). */
  async #readFarEnough(): Promise<SeenSnapshot> {
    for (let reads = 0; reads < MOST_READS; reads++) {
      const snapshot = await this.#read();
      if (!isBehind(snapshot.cursor, this.#furthest)) return snapshot;
    }
    throw new Error('reads did not reach where subscribers stand');
  }

  async #read(): Promise<SeenSnapshot> {
    const lives = this.#lives;
    const snapshot = new SeenSnapshot(await this.#parts.storage.snapshot(this.key));
    this.#veiled.read(snapshot);
    // Where something was taken away or rewritten after this read, the read may still show it: do not keep it.
    if (lives === this.#lives && this.deliveredAfter(snapshot.cursor, PUBLIC)?.length === 0)
      this.#snapshot = snapshot;
    return snapshot;
  }

  /** The stream cannot be continued: everyone gets everything anew (R1). */
  #reset(snapshot: SeenSnapshot): void {
    const { cursor } = snapshot;
    if (this.#position?.epoch === cursor.epoch && cursor.seq <= this.#position.seq) return;
    this.#batcher.flush();
    this.#missed.clear();
    this.#tail.clear();
    if (this.#position?.epoch !== cursor.epoch) this.#early.clear();
    this.#position = cursor;
    this.#snapshot = snapshot;
    const apart = this.#entitled.all().filter(([first]) => first && snapshot.differs(first.eyes));
    for (const watcher of apart.flat()) this.#leave(watcher);
    const resetFor = (eyes: Eyes): string =>
      encodeReset(this.number, { cursor, conversations: snapshot.conversations(eyes) });
    this.#publish(resetFor(PUBLIC), 0);
    for (const group of apart) {
      const frame = resetFor(group[0]?.eyes ?? PUBLIC);
      for (const watcher of group) {
        watcher.sendAlone(frame, 0);
        this.#join(watcher);
      }
    }
    this.#deliverEarly();
  }
}

/** True when `cursor` is an earlier position of the same life than `other`. */
function isBehind(cursor: Cursor, other: Cursor | undefined): boolean {
  return cursor.epoch === other?.epoch && cursor.seq < other.seq;
}
