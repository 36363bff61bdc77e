import { CLOSE } from '@imagechat/protocol/close-codes';
import type { Cursor } from '@imagechat/protocol/cursor';
import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import type { Refusal, RefusalCode } from '@imagechat/protocol/refusal';
import type { Actor } from './access.ts';
import { CommitQueue } from './commit-queue.ts';
import type { Eyes } from './eyes.ts';
import { ImageAccess } from './image-access.ts';
import { Others } from './others.ts';
import { Pace } from './pace.ts';
import type { Bus, BusMessage, LookMessage, Revoked } from './ports/bus.ts';
import type { Cancel, Clock } from './ports/clock.ts';
import type { Fanout, Socket } from './ports/fanout.ts';
import type { Identity } from './ports/identity.ts';
import type { ImageGroups } from './ports/image-groups.ts';
import type { Limiter } from './ports/limiter.ts';
import type { Log } from './ports/log.ts';
import type { Meter } from './ports/meter.ts';
import type { Outcome, Storage, Submission, ThreadRead } from './ports/storage.ts';
import { asFiltered } from './rules/filtering.ts';
import type { SeenSnapshot } from './seen-snapshot.ts';
import { type DecodeFrame, type Origin, Session } from './session.ts';
import { HUB_SETTINGS, type HubSettings } from './settings.ts';
import { SnapshotShelf } from './snapshot-shelf.ts';
import type { KeptEvent } from './veil.ts';
import { WatchList } from './watch-list.ts';

/** What a hub is made of: adapters for its ports, and what the operator tuned. */
export interface HubParts {
  readonly storage: Storage;
  readonly bus: Bus;
  readonly fanout: Fanout;
  readonly identity: Identity;
  /** Which groups may see which image; without it everyone sees every image. */
  readonly groups?: ImageGroups;
  readonly clock: Clock;
  readonly limiter: Limiter;
  readonly meter: Meter;
  readonly log: Log;
  readonly decodeFrame: DecodeFrame;
  /** From 0 up to 1, for jitter. */
  readonly random: () => number;
  readonly settings?: Partial<HubSettings>;
  /** The random name of this process among others on the bus; without it, it is alone and tells nobody who is here. */
  readonly node?: string;
  /** Called at every pulse with the time in ms, so that the process needs no second timer (T1). Never throws. */
  readonly onPulse?: (now: number) => void;
  /** Something was refused on a live connection. Never throws. */
  readonly onRefused?: (code: RefusalCode) => void;
}

/** What the hub has in hand right now. */
export interface HubStats {
  readonly sessions: number;
  readonly watchedImages: number;
  /** How long ago watched images were compared with the log, in ms, and how many events that found missing so far (R4). */
  readonly headCheck: { readonly ageMs: number; readonly behind: number };
}

/** How far apart, in ms, slices of a drain are. */
const DRAIN_SLICE_MS = 50;

/**
 * This process's sessions and subscriptions. Decides operations through storage, tells its own watchers, then the other processes
 * (§7 of DESIGN). Everything it knows of an image can be read again from storage, so nothing is lost with it.
 */
export class Hub {
  readonly #parts: HubParts;
  readonly #settings: HubSettings;
  readonly #queue: CommitQueue;
  readonly #watchList: WatchList;
  readonly #sessions = new Set<Session>();
  readonly #access: ImageAccess;
  readonly #shelf: SnapshotShelf;
  /** Connections so far: names each one for its limits. */
  #connections = 0;
  #pulse: Cancel | undefined;
  /** It was set while the bus was away. */
  #pulseIsSoon = false;
  #busAway = false;
  /** A group failed of which nobody knows whether it is durable: then nobody was told of it. */
  #inDoubt = false;
  readonly #others: Others | undefined;
  /** When heads were compared last, and for how long that is enough, in ms. */
  #headCheck = { at: 0, forMs: 0 };
  /** When heads were last compared to the end, and how many events were missing so far. */
  #compared: { at: number; behind: number };

  constructor(parts: HubParts) {
    this.#parts = parts;
    const { takes: groupSize = HUB_SETTINGS.groupSize } = parts.storage;
    this.#settings = { ...HUB_SETTINGS, groupSize, ...parts.settings };
    this.#compared = { at: parts.clock.now(), behind: 0 };
    const { storage, bus, log, node } = parts;
    this.#queue = new CommitQueue(
      storage,
      this.#settings,
      log,
      (group, outcomes) => this.#committed(group, outcomes),
      () => {
        this.#inDoubt = true;
      },
    );
    this.#access = new ImageAccess(parts.groups, parts.log);
    this.#shelf = new SnapshotShelf(storage, parts.clock, this.#settings);
    this.#others = node === undefined ? undefined : new Others(node, bus, this.#settings);
    this.#watchList = new WatchList(bus, { ...parts, settings: this.#settings, ...this.#others?.forImages });
    bus.listen({
      onMessage: (message) => this.#onMessage(message),
      onAway: () => this.#onBus({ away: true }),
      onBack: () => this.#onBus({ away: false }),
    });
    // Who had this place before may have ended with something unsaid (R4).
    if (node !== undefined) bus.publish({ look: true });
    this.#schedulePulse();
  }

  /** A connection was opened; its session lives until `closed()`. */
  connect(socket: Socket, from: Origin): Session {
    const { clock, decodeFrame, identity, limiter, log, meter, onRefused, storage } = this.#parts;
    const session = new Session(
      {
        clock,
        decodeFrame,
        identity,
        log,
        meter,
        pace: new Pace(limiter, from.address, String(++this.#connections)),
        storage,
        settings: this.#settings,
        watchList: this.#watchList,
        access: this.#access,
        submit: (submission) => this.submit(submission),
        ended: (ended) => this.#sessions.delete(ended),
        refused: (code) => onRefused?.(code),
      },
      socket,
      from,
    );
    this.#sessions.add(session);
    return session;
  }

  /** The one way of an operation, from a socket or over HTTP. Resolves when it is durable or refused; never rejects. */
  submit(submission: Submission): Promise<Outcome> {
    return this.#queue.submit(asFiltered(submission));
  }

  /** The image's state at a cursor, for whoever asks (V1); the same object while nothing changed and many ask. Rejects when storage cannot read. */
  snapshot(image: ImageKey): Promise<SeenSnapshot> {
    return this.#shelf.snapshot(image);
  }

  /** A page of a conversation as these eyes see it; undefined when they see none. Rejects when storage cannot read. */
  thread(
    image: ImageKey,
    conversationId: string,
    before: number | undefined,
    eyes: Eyes,
  ): Promise<ThreadRead | undefined> {
    return this.#parts.storage.thread(image, conversationId, before, this.#settings.threadPage, eyes);
  }

  /**
   * What somebody may do was changed: their live sessions, here and on the other processes, are looked at again at once. They go on as who they
   * are now, and are told so, or are closed.
   */
  revoke(revoked: Revoked): void {
    this.#recheck(revoked);
    this.#parts.bus.publish({ revoked });
  }

  /** `unauthorized-page` for who may not look at the image; `unavailable` when that cannot be found out. */
  refusesReading(actor: Actor, image: ImageKey): Promise<Refusal | undefined> {
    return this.#access.refuses(actor, image);
  }

  /**
   * Images have other names than before: what is remembered under these goes, and who watches them, here and on the other processes, is brought to where they
   * are now (R1). Never rejects: where storage cannot be asked, watchers find out as of any lost word (R4).
   */
  async renamed(images: readonly ImageKey[]): Promise<void> {
    for (const image of images) this.#shelf.forget(image);
    try {
      const heads = await this.#parts.storage.heads(images);
      for (const [at, head] of heads.entries()) {
        const image = images[at];
        if (image) this.#committedBefore(image, head);
      }
    } catch (error) {
      this.#parts.log('warn', 'renaming-not-told', { error: String(error) });
    }
  }

  /** How many look at an image now: here, and on the other processes where somebody here looks, too. */
  viewers(image: ImageKey): number {
    return this.#watchList.find(image)?.presence.viewers ?? 0;
  }

  /** The tenants that have a live session here. */
  tenantIds(): ReadonlySet<string> {
    return new Set(Array.from(this.#sessions, ({ tenantId }) => tenantId));
  }

  stats(): HubStats {
    const { at, behind } = this.#compared;
    const headCheck = { ageMs: Math.max(0, this.#parts.clock.now() - at), behind };
    return { sessions: this.#sessions.size, watchedImages: this.#watchList.size, headCheck };
  }

  /** Compares every watched image with the log's head in one query and fetches what is missing (R4). */
  async checkHeads(): Promise<void> {
    const { clock, random } = this.#parts;
    this.#headCheck = { at: clock.now(), forMs: this.#settings.headCheckMs * (1 + random() / 4) };
    const images = this.#watchList.images();
    const inDoubt = this.#inDoubt;
    try {
      const heads = images.length === 0 ? [] : await this.#parts.storage.heads(images.map(({ key }) => key));
      let { behind } = this.#compared;
      for (const [at, head] of heads.entries()) behind += images[at]?.checkHead(head) ?? 0;
      this.#compared = { at: clock.now(), behind };
      if (images.length === 0) return;
      if (inDoubt) this.#endDoubt();
    } catch (error) {
      this.#parts.log('warn', 'head-check-failed', { error: String(error) });
    }
  }

  /**
   * Asks every client to connect elsewhere, in random slices over `overMs` so that they do not arrive there together, and resolves when
   * the last one was told and everything submitted is answered. Storage and bus stay open.
   */
  async close(overMs = 0): Promise<void> {
    const { clock, random } = this.#parts;
    const slices = Math.max(1, Math.floor(overMs / DRAIN_SLICE_MS));
    for (let left = slices; left > 0; left--) {
      const share = Math.ceil(this.#sessions.size / left);
      for (const session of pick([...this.#sessions], share, random))
        session.close(CLOSE.restarting, 'the server is restarting');
      if (left > 1 && this.#sessions.size > 0)
        await new Promise<void>((resolve) => clock.after(DRAIN_SLICE_MS, resolve));
    }
    await this.#queue.settled();
    this.#pulse?.();
  }

  /** Storage answers again: what became of the groups that failed is there to be seen, here and everywhere. */
  #endDoubt(): void {
    this.#inDoubt = false;
    this.#parts.bus.publish({ look: true });
  }

  /** After a group is durable: own watchers first, then the other processes. */
  #committed(group: readonly Submission[], outcomes: readonly Outcome[]): void {
    if (this.#inDoubt && outcomes.some(({ accepted }) => accepted)) {
      this.#endDoubt();
      void this.checkHeads();
    }
    const messages = new Map<string, { image: ImageKey; epoch: string; events: KeptEvent[] }>();
    for (const [at, outcome] of outcomes.entries()) {
      const image = group[at]?.image;
      if (!image || !outcome.accepted) continue;
      if (!outcome.event) {
        this.#committedBefore(image, outcome.cursor);
        continue;
      }
      const key = imageKeyText(image);
      const message = messages.get(key) ?? { image, epoch: outcome.cursor.epoch, events: [] };
      message.events.push(outcome.event);
      messages.set(key, message);
    }
    for (const message of messages.values()) {
      this.#shelf.forget(message.image);
      this.#watchList.find(message.image)?.receive(message.epoch, message.events);
      this.#parts.bus.publish(message);
    }
  }

  /** A repeat: whoever answered first may have ended before telling of it (O2, R4). */
  #committedBefore(image: ImageKey, head: Cursor): void {
    this.#watchList.find(image)?.checkHead(head);
    this.#parts.bus.publish({ image, head });
  }

  #onMessage(message: Exclude<BusMessage, LookMessage>): void {
    if ('revoked' in message) this.#recheck(message.revoked);
    else if ('node' in message) this.#others?.heard(message.node, this.#parts.clock.now());
    else if ('head' in message) {
      this.#shelf.forget(message.image);
      this.#watchList.find(message.image)?.checkHead(message.head);
    } else if ('presence' in message) {
      this.#others?.heard(message.presence.node, this.#parts.clock.now());
      this.#watchList.find(message.image)?.presence.hear(message.presence);
    } else {
      this.#shelf.forget(message.image);
      this.#watchList.find(message.image)?.receive(message.epoch, message.events);
    }
  }

  #recheck({ tenantId, actorId }: Revoked): void {
    this.#parts.identity.forget(tenantId);
    this.#access.forget(tenantId);
    // Where somebody was erased, what is remembered of the log was rewritten (L1).
    for (const image of this.#watchList.images()) if (image.key.tenantId === tenantId) image.forget();
    for (const session of this.#sessions) if (session.belongsTo(tenantId, actorId)) void session.recheck();
  }

  /** Without the bus, heads are compared often; once it is back, at once (R2, R4, D1). */
  #onBus({ away }: { away: boolean }): void {
    const wasAway = this.#busAway;
    this.#busAway = away;
    if (wasAway && !away) for (const { presence } of this.#watchList.images()) presence.shareAgain(true);
    if (wasAway !== away) this.#parts.log(away ? 'warn' : 'info', away ? 'bus-away' : 'bus-back');
    if (!away) void this.checkHeads();
    // A pulse that comes soon anyway is left alone: else a bus that comes and goes would put it off for ever.
    if (!away || this.#pulseIsSoon) return;
    this.#pulse?.();
    this.#schedulePulse();
  }

  /** The one timer of this process (T1): sweeps mute sessions, finds lost last events, lets others do their chores. */
  #schedulePulse(): void {
    const { clock, onPulse } = this.#parts;
    const { pulseMs, headCheckWithoutBusMs } = this.#settings;
    const isSoon = this.#busAway || this.#inDoubt;
    this.#pulseIsSoon = isSoon;
    this.#pulse = clock.after(isSoon ? Math.min(pulseMs, headCheckWithoutBusMs) : pulseMs, () => {
      const now = clock.now();
      for (const session of this.#sessions) session.sweep(now);
      this.#shelf.sweep(now);
      const { at, forMs } = this.#headCheck;
      // A clock that was set back counts as time gone by: else nobody would compare heads until it is where it was.
      const gone = this.#others?.tend(now, this.#watchList.images()) ?? 0;
      // Who went silent may have had something to tell.
      if (this.#busAway || this.#inDoubt || gone > 0 || Math.abs(now - at) >= forMs) void this.checkHeads();
      onPulse?.(now);
      this.#schedulePulse();
    });
  }
}

/** So many of the items, at random; reorders them. */
function pick<Item>(items: Item[], count: number, random: () => number): Item[] {
  for (let at = 0; at < Math.min(count, items.length); at++) {
    const other = at + Math.floor(random() * (items.length - at));
    const [here, there] = [items[at], items[other]];
    if (here === undefined || there === undefined) continue;
    items[at] = there;
    items[other] = here;
  }
  return items.slice(0, count);
}
