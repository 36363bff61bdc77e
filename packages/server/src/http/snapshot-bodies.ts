import { type Eyes, PUBLIC } from '@imagechat/core/eyes';
import type { SeenSnapshot } from '@imagechat/core/seen-snapshot';

/** A snapshot's bodies by the kind of eyes that share one. */
type Bodies = Map<Eyes['kind'], Uint8Array<ArrayBuffer>>;

/**
 * Snapshots as the bytes that are answered: `{epoch, seq, conversations}`. Encoded once for all who see the same of the same snapshot (V1), for as
 * long as the snapshot itself is kept.
 */
export class SnapshotBodies {
  readonly #known = new WeakMap<SeenSnapshot, Bodies>();

  /** What these eyes see of a snapshot, as UTF-8 JSON. */
  body(snapshot: SeenSnapshot, eyes: Eyes): Uint8Array<ArrayBuffer> {
    const mine = snapshot.differs(eyes) ? eyes : PUBLIC;
    // What a single author sees is theirs alone: hardly anyone asks for it twice.
    if (mine.kind === 'author') return encoded(snapshot, mine);
    const bodies: Bodies = this.#known.get(snapshot) ?? new Map();
    this.#known.set(snapshot, bodies);
    const body = bodies.get(mine.kind) ?? encoded(snapshot, mine);
    bodies.set(mine.kind, body);
    return body;
  }
}

function encoded(snapshot: SeenSnapshot, eyes: Eyes): Uint8Array<ArrayBuffer> {
  const { epoch, seq } = snapshot.cursor;
  return new TextEncoder().encode(
    `{"epoch":${JSON.stringify(epoch)},"seq":${seq},"conversations":${snapshot.conversations(eyes)}}`,
  );
}
