import type { Conversation } from '@imagechat/protocol/conversation';
import type { KeyValueStore } from '../safe-storage.ts';

/** What one browser remembers of an image: everything up to `base` is read, and single conversations further. */
interface Marks {
  base: number;
  readonly read: Map<string, number>;
}

type Readable = Pick<Conversation, 'id' | 'latestSeq'>;

/**
 * Which conversations hold something new since the last look. Somebody who never looked has nothing unread: all
 * that was there at the first look counts as seen.
 */
export class ReadMarks {
  readonly #store: KeyValueStore;
  readonly #key: string;
  #marks: Marks | undefined;

  /** @param key names the image among all that this browser remembers */
  constructor(store: KeyValueStore, key: string) {
    this.#store = store;
    this.#key = key;
    this.#marks = parse(store.get(key));
  }

  /** To be called with the conversations of the first snapshot. */
  begin(conversations: Iterable<Readable>): void {
    const newest = Math.max(0, ...Array.from(conversations, ({ latestSeq }) => latestSeq));
    // A log that began anew counts from 1 again; an old base would then hide everything.
    if (this.#marks && this.#marks.base <= newest) return;
    this.#marks = { base: newest, read: new Map() };
    this.#save();
  }

  /** True when the conversation has a comment that was not there at the last look. */
  isUnread({ id, latestSeq }: Readable): boolean {
    return this.#marks !== undefined && latestSeq > (this.#marks.read.get(id) ?? this.#marks.base);
  }

  /** The newest seq of a conversation that was read; everything before the first look. */
  readTo({ id }: Pick<Readable, 'id'>): number {
    return this.#marks ? (this.#marks.read.get(id) ?? this.#marks.base) : Number.POSITIVE_INFINITY;
  }

  /** The conversation was looked at as it is now. */
  mark(conversation: Readable): void {
    if (!this.isUnread(conversation)) return;
    this.#marks?.read.set(conversation.id, conversation.latestSeq);
    this.#save();
  }

  #save(): void {
    if (!this.#marks) return;
    const { base, read } = this.#marks;
    this.#store.set(this.#key, JSON.stringify([base, ...read]));
  }
}

function parse(text: string | null): Marks | undefined {
  if (text === null) return undefined;
  try {
    const [base, ...read]: unknown[] = JSON.parse(text);
    return typeof base === 'number' ? { base, read: new Map(read.filter(isMark)) } : undefined;
  } catch {
    return undefined;
  }
}

function isMark(entry: unknown): entry is [string, number] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number';
}
