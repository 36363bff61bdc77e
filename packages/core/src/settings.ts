import { LIMITS } from '@imagechat/protocol/limits';

/** What an operator may tune about a hub. Times in ms, sizes in bytes. */
export interface HubSettings {
  /**
   * After a frame left, later events of the image wait for company, between these two: a ms for every `batchDeliveriesPerMs` deliveries that the image
   * makes in a ms of late, which is its events times its viewers (B1).
   */
  readonly batchMinMs: number;
  readonly batchMaxMs: number;
  readonly batchDeliveriesPerMs: number;
  /** A batch leaves early at this many events or bytes (B1). */
  readonly batchEvents: number;
  readonly batchBytes: number;
  /** Operations that storage is given at once at most, unless it says how many it takes. */
  readonly groupSize: number;
  /** Operations that may wait for a transaction before new ones are refused with `unavailable`. */
  readonly queueSize: number;
  /** How often the process looks after its sessions and chores (T1). */
  readonly pulseMs: number;
  /** How often watched images are compared with storage; jittered upwards by a quarter (R4). */
  readonly headCheckMs: number;
  /** The same while the bus is away (R2). */
  readonly headCheckWithoutBusMs: number;
  /** A cursor further back than this gets a snapshot (R1). */
  readonly catchUpEvents: number;
  /** Recent events of a watched image kept in memory, at most this many and this long as JSON; a short absence is caught up from them. */
  readonly tailEvents: number;
  readonly tailLength: number;
  /** What a crowd that comes back missed is read once for all who ask within so many ms; so many such reads are shared at a time (R1, L1). */
  readonly missedMs: number;
  readonly missedReads: number;
  /** A snapshot in memory is good for this many events after it. */
  readonly snapshotEvents: number;
  /** Snapshots asked for over HTTP are kept so long at most, and so many UTF-16 units of JSON in all; a few seconds later they are gone (L1). */
  readonly shelfMs: number;
  /** So long it is believed without a look at the log that no other process wrote. */
  readonly shelfFreshMs: number;
  readonly shelfLength: number;
  readonly threadPage: number;
  /** Between two answers about presence on an image: ms at least, at most, and viewers that add a ms (P1). */
  readonly presenceMinMs: number;
  readonly presenceMaxMs: number;
  readonly presenceViewersPerMs: number;
  readonly aliveMs: number;
  /** A session mute for longer is asked for a sign of life; mute for `idleMs`, it is closed. */
  readonly pingMs: number;
  readonly idleMs: number;
  readonly subscriptions: number;
  /** Frames in a row that could not be read before the session is closed as abusive. */
  readonly badFrames: number;
  /** Frames that may wait while a session is being identified. */
  readonly backlog: number;
}

/** Sane for a small server. */
export const HUB_SETTINGS: HubSettings = {
  batchMinMs: 2,
  batchMaxMs: 40,
  batchDeliveriesPerMs: 65,
  batchEvents: 256,
  batchBytes: 48 * 1024,
  groupSize: 256,
  queueSize: 10_000,
  pulseMs: 5000,
  headCheckMs: 24_000,
  headCheckWithoutBusMs: 2000,
  catchUpEvents: 1000,
  tailEvents: 512,
  tailLength: 256 * 1024,
  missedMs: 500,
  missedReads: 4,
  snapshotEvents: 64,
  shelfMs: 1000,
  shelfFreshMs: 20,
  shelfLength: 16 * 1024 * 1024,
  threadPage: LIMITS.threadPage,
  presenceMinMs: 500,
  presenceMaxMs: 10_000,
  presenceViewersPerMs: 1,
  aliveMs: LIMITS.aliveMs,
  pingMs: LIMITS.pingMs,
  idleMs: LIMITS.idleMs,
  subscriptions: LIMITS.subscriptions,
  badFrames: 100,
  backlog: 64,
};
