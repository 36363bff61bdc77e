import type { Cursor } from '@imagechat/protocol/cursor';
import { type Eyes, PUBLIC, eyesKey } from './eyes.ts';
import { type KeptEvent, isVeiled, project } from './veil.ts';

/** The events of one image between two cursors, encoded once for all who see the same of them (O3, V1). */
export class MissedEvents {
  /** Where they lead. */
  readonly cursor: Cursor;
  readonly #kept: readonly KeptEvent[];
  readonly #isVeiled: boolean;
  readonly #encoded = new Map<string, readonly string[]>();

  constructor(cursor: Cursor, kept: readonly KeptEvent[]) {
    this.cursor = cursor;
    this.#kept = kept;
    this.#isVeiled = kept.some(isVeiled);
  }

  /** Each event as JSON, as these eyes get it, oldest first. */
  seenBy(eyes: Eyes): readonly string[] {
    const mine = this.#isVeiled ? eyes : PUBLIC;
    // What a single author gets is theirs alone: hardly anyone asks for it twice.
    if (mine.kind === 'author') return this.#encode(mine);
    const key = eyesKey(mine);
    const encoded = this.#encoded.get(key) ?? this.#encode(mine);
    this.#encoded.set(key, encoded);
    return encoded;
  }

  #encode(eyes: Eyes): readonly string[] {
    return this.#kept.map((kept) => JSON.stringify(project(kept, eyes)));
  }
}
