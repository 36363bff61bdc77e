import type { BareEvent } from '@imagechat/protocol/catalog';
import { redacted, writtenIn } from '@imagechat/protocol/redact';
import { type Eyes, PUBLIC } from './eyes.ts';
import { type KeptEvent, hushed, isVeiled, project } from './veil.ts';

/** How much of an image's recent log a process keeps at hand: events and UTF-16 units of their JSON. */
export interface TailLimits {
  readonly tailEvents: number;
  readonly tailLength: number;
}

/** What a veiled event adds to a tail's length beyond what everybody gets of it: about a full comment. */
const VEILED_LENGTH = 2048;

interface Entry {
  readonly seq: number;
  /** As everybody gets it. */
  json: string;
  /** As it is kept, when not everybody gets the same. */
  veiled: KeptEvent | undefined;
  /** What it is about, to find it again when that is taken away. */
  readonly id: string | undefined;
  readonly commentId: string | undefined;
}

/**
 * The last events of one image as they were delivered here, without gaps, so that a short absence is caught up without asking storage.
 * What is taken away is emptied here as it is in the log (L1).
 */
export class Tail {
  readonly #limits: TailLimits;
  #entries: Entry[] = [];
  #length = 0;

  constructor(limits: TailLimits) {
    this.#limits = limits;
  }

  /** Takes the next event and answers it as JSON, as everybody gets it. */
  push(event: KeptEvent | BareEvent): string {
    const entry = entryOf(event);
    this.#entries.push(entry);
    this.#length += lengthOf(entry);
    while (this.#entries.length > this.#limits.tailEvents || this.#length > this.#limits.tailLength) {
      const first = this.#entries.shift();
      this.#length -= first ? lengthOf(first) : 0;
    }
    const { json } = entry;
    if (event.type !== undefined) this.#empty(event);
    return json;
  }

  /** The events after `seq` as JSON, as these eyes get them, oldest first; undefined when they are not all here. */
  after(seq: number, eyes: Eyes): readonly string[] | undefined {
    const first = this.#entries[0]?.seq;
    if (first === undefined || seq < first - 1) return undefined;
    return this.#entries
      .slice(seq - first + 1)
      .map(({ json, veiled }) =>
        veiled && eyes.kind !== 'public' ? JSON.stringify(project(veiled, eyes)) : json,
      );
  }

  /** Forgets everything: what comes next does not follow on what came. */
  clear(): void {
    this.#entries = [];
    this.#length = 0;
  }

  #empty(event: KeptEvent): void {
    const rewrite = rewriteAfter(event);
    if (!rewrite) return;
    for (const entry of this.#entries) {
      if (entry.id !== event.id || !rewrite.concerns(entry)) continue;
      const kept = entry.veiled ?? (JSON.parse(entry.json) as KeptEvent);
      const after = rewrite.of(kept);
      this.#length -= lengthOf(entry);
      entry.json = JSON.stringify(project(after, PUBLIC));
      entry.veiled = isVeiled(after) ? after : undefined;
      this.#length += lengthOf(entry);
    }
  }
}

/** True when an event takes away what everybody could read: nothing kept for later may still show it (L1). */
export function removes(event: KeptEvent | BareEvent): boolean {
  return event.type !== undefined && rewriteAfter(event) !== undefined;
}

interface Rewrite {
  concerns(entry: Entry): boolean;
  of(event: KeptEvent): KeptEvent;
}

/** What becomes of earlier events after this one: what was deleted loses its words, what is out of sight keeps them for the few. */
function rewriteAfter(event: KeptEvent): Rewrite | undefined {
  if (event.type === 'deleted-image-chat') return { concerns: () => true, of: redacted };
  if (event.type === 'new-image-chat' || !('comment' in event)) return undefined;
  const concerns = (entry: Entry): boolean => entry.commentId === event.comment?.id;
  const authorId = event.veil?.wordsFor;
  switch (event.change) {
    case 'comment-removed':
    case 'comment-discarded':
      return { concerns, of: redacted };
    case 'comment-hidden':
    case 'comment-revised':
      return { concerns, of: (kept) => (authorId === undefined ? redacted(kept) : hushed(kept, authorId)) };
    default:
      return undefined;
  }
}

function entryOf(event: KeptEvent | BareEvent): Entry {
  const { seq } = event;
  const json = JSON.stringify(project(event, PUBLIC));
  if (event.type === undefined) return { seq, json, veiled: undefined, id: undefined, commentId: undefined };
  const commentId = writtenIn(event) ?? undefined;
  return { seq, json, veiled: isVeiled(event) ? event : undefined, id: event.id, commentId };
}

function lengthOf({ json, veiled }: Entry): number {
  return json.length + (veiled ? VEILED_LENGTH : 0);
}
