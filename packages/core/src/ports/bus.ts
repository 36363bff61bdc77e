import type { Cursor } from '@imagechat/protocol/cursor';
import type { ImageKey } from '@imagechat/protocol/ids';
import type { Person } from '@imagechat/protocol/presence';
import type { KeptEvent } from '../veil.ts';

/** Committed events of one image on their way to the other processes. */
export interface ImageMessage {
  readonly image: ImageKey;
  readonly epoch: string;
  /** In order of seq, without gaps among themselves; as they are kept, for each process sees to who may see them (V1). */
  readonly events: readonly KeptEvent[];
}

/** What somebody may do is another thing now: an actor of a tenant, or, without `actorId`, anybody of it. */
export interface Revoked {
  readonly tenantId: string;
  readonly actorId?: string;
}

/** Word of a {@link Revoked} on its way to the other processes; it reaches them whatever they subscribed to. */
export interface RevokedMessage {
  readonly revoked: Revoked;
}

/** Who looks at an image on one process, as others are told: always all of it, so a lost one does no harm for long (P1). */
export interface PresenceShare {
  /** The random name of the process. */
  readonly node: string;
  /** Connections watching there; 0 takes back what was said before. */
  readonly viewers: number;
  /** Those of them with a name who said they are here. */
  readonly people: readonly Person[];
  /** The process has just begun to listen, and asks for what the others know. */
  readonly asks: boolean;
}

/** Word of a {@link PresenceShare} to the processes that watch the image. */
export interface PresenceMessage {
  readonly image: ImageKey;
  readonly presence: PresenceShare;
}

/** The log of an image is at least that long: what was told may have been lost with the process that was to tell it. */
export interface HeadMessage {
  readonly image: ImageKey;
  readonly head: Cursor;
}

/** A process lives; said at every pulse. */
export interface NodeMessage {
  readonly node: string;
}

/** Something may not have been said that all should know: it is heard as {@link BusListener.onBack}. */
export interface LookMessage {
  readonly look: true;
}

/** What goes between processes: what names an image to those that subscribed to it, everything else to all. */
export type BusMessage =
  | ImageMessage
  | PresenceMessage
  | HeadMessage
  | RevokedMessage
  | NodeMessage
  | LookMessage;

/** What a hub hears from the bus. */
export interface BusListener {
  /** Word of an image this process subscribed to, or for all. */
  onMessage(message: Exclude<BusMessage, LookMessage>): void;
  /** The bus went away: until it is back nothing arrives (D1). */
  onAway(): void;
  /** The bus is back after having been away, or another process asks all to look: anything may have been missed (R4). */
  onBack(): void;
}

/**
 * Carries events, and word of rights and of who is here, between processes. It may lose, double, delay and reorder messages; whoever listens checks seq (R3). It never delivers
 * to the publisher's own listener. It never throws: while it is away, publishing does nothing (D1).
 */
export interface Bus {
  /** Sets the one listener of this process; before any subscribe. */
  listen(listener: BusListener): void;
  /** Resolves once messages published from now on will arrive (R2); resolves false when the bus is away, and then subscribes on return. */
  subscribe(image: ImageKey): Promise<boolean>;
  unsubscribe(image: ImageKey): void;
  publish(message: BusMessage): void;
  close(): Promise<void>;
}
