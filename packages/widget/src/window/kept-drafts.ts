import type { Place } from '@imagechat/protocol/conversation';
import type { MentionClaim } from '@imagechat/protocol/written';
import type { KeyValueStore } from '../safe-storage.ts';

/** A text that was not sent; a new conversation's also remembers where it was to begin. */
export interface KeptDraft {
  readonly text: string;
  readonly place?: Place | undefined;
  /** The comment it answers. */
  readonly replyTo?: string | undefined;
  /** Who was chosen to be mentioned in it. */
  readonly mentions?: readonly MentionClaim[];
}

/** How many a browser remembers of one image; the oldest go first. */
const MOST = 20;

/** Unsent texts of one image that survive a reload, by conversation. Other tabs remember theirs in the same place. */
export class KeptDrafts {
  readonly #store: KeyValueStore;
  readonly #key: string;
  /** What this tab knows of. */
  #known: ReadonlyMap<string, KeptDraft>;

  /** @param key names the image among all that this browser remembers */
  constructor(store: KeyValueStore, key: string) {
    this.#store = store;
    this.#key = key;
    this.#known = this.read();
  }

  /** What was left, by the conversation's id; what cannot be read is as good as nothing. */
  read(): ReadonlyMap<string, KeptDraft> {
    try {
      const entries: unknown = JSON.parse(this.#store.get(this.#key) ?? '');
      return new Map(Array.isArray(entries) ? entries.filter(isEntry) : []);
    } catch {
      return new Map();
    }
  }

  /** Remembers these instead of those of last time. */
  write(drafts: ReadonlyMap<string, KeptDraft>): void {
    const said = (of: ReadonlyMap<string, KeptDraft>, id: string): string => JSON.stringify(of.get(id) ?? '');
    const changed = [...this.#known.keys(), ...drafts.keys()].filter(
      (id) => said(this.#known, id) !== said(drafts, id),
    );
    this.#known = drafts;
    if (changed.length === 0) return;
    const all = new Map(this.read());
    for (const id of changed) {
      const draft = drafts.get(id);
      all.delete(id);
      if (draft) all.set(id, draft);
    }
    this.#store.set(this.#key, JSON.stringify([...all].slice(-MOST)));
  }
}

function isEntry(entry: unknown): entry is [string, KeptDraft] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false;
  const { text, place, replyTo = '', mentions = [] } = Object(entry[1]) as Record<string, unknown>;
  return (
    [text, replyTo].every(isText) &&
    (place === undefined || isPlace(place)) &&
    Array.isArray(mentions) &&
    mentions.every((one) => [one?.id, one?.name].every(isText))
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isPlace(value: unknown): value is Place {
  const { x, y } = Object(value) as Record<string, unknown>;
  return typeof x === 'number' && typeof y === 'number';
}
