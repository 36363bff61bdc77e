import type { Cursor } from '@imagechat/protocol/cursor';
import { type Eyes, type KeptConversation, conversationSeen } from './eyes.ts';
import type { Snapshot } from './ports/storage.ts';

/**
 * An image's state at a cursor as JSON, for everybody's eyes: what the public sees is encoded once, and whoever sees nothing more gets those very
 * bytes (V1).
 */
export class SeenSnapshot {
  readonly cursor: Cursor;
  readonly #public: string;
  /** Each conversation: as JSON when all see the same, else as it is kept. Empty when all see the same of all. */
  readonly #parts: readonly (string | KeptConversation)[];

  constructor({ cursor, conversations }: Snapshot) {
    this.cursor = cursor;
    const parts = conversations.map((kept) =>
      kept.status === undefined && kept.shadows === undefined ? JSON.stringify(kept) : kept,
    );
    this.#public = seenOf(parts, { kind: 'public' });
    this.#parts = parts.some((part) => typeof part !== 'string') ? parts : [];
  }

  /** UTF-16 units of its JSON, about. */
  get length(): number {
    return this.#public.length * (this.#parts.length > 0 ? 2 : 1);
  }

  /** Ids of the conversations that not everybody sees. */
  get veiledIds(): readonly string[] {
    return this.#parts.flatMap((part) =>
      typeof part !== 'string' && part.status !== undefined ? [part.id] : [],
    );
  }

  /** The JSON of the array of conversations these eyes see. */
  conversations(eyes: Eyes): string {
    return this.differs(eyes) ? seenOf(this.#parts, eyes) : this.#public;
  }

  /** True when these eyes see something else than everybody. */
  differs(eyes: Eyes): boolean {
    if (eyes.kind === 'public') return false;
    return this.#parts.some((part) => {
      if (typeof part === 'string') return false;
      if (eyes.kind === 'moderators') return part.status !== undefined;
      const isOwn = part.status !== undefined && part.by === eyes.id;
      return isOwn || (part.shadows !== undefined && Object.hasOwn(part.shadows, eyes.id));
    });
  }
}

function seenOf(parts: readonly (string | KeptConversation)[], eyes: Eyes): string {
  const texts = parts.flatMap((part) => {
    if (typeof part === 'string') return [part];
    const seen = conversationSeen(part, eyes);
    return seen ? [JSON.stringify(seen)] : [];
  });
  return `[${texts.join(',')}]`;
}
