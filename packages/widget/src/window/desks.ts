import type { Submitted } from '@imagechat/client/api';
import type { Place } from '@imagechat/protocol/conversation';
import { signal, untrack } from '../ui/signals.ts';
import type { KeptDraft } from './kept-drafts.ts';

/** What went wrong with a text, in words, and whether pressing again can help. */
export interface Failure {
  readonly words: string;
  readonly again: boolean;
  /** There was no line; the words hold only until it is back. */
  readonly offline?: boolean;
}

/** A try to send that failed and may be asked again under the same ids. */
export interface Tried extends KeptDraft {
  readonly submitted: Submitted;
}

/** What somebody is about to say in one conversation. */
export interface Desk {
  readonly text: string;
  readonly failure: Failure | undefined;
  /** The comment it answers. */
  readonly replyTo?: string | undefined;
  /** The last try, as long as something of its text may be here. */
  readonly tried?: Tried | undefined;
}

const EMPTY: Desk = { text: '', failure: undefined };
const GAP = '\n\n';

/** Unsent texts, one per conversation, so that none is lost by looking elsewhere. */
export class Desks {
  /** What has left its desk and is not known to have arrived. */
  readonly #underWay = new Map<string, KeptDraft>();
  readonly #desks = signal<ReadonlyMap<string, Desk>>(new Map());

  /** The desk of a conversation; the new one's key is the empty string. */
  at(key: string): Desk {
    return this.#desks().get(key) ?? EMPTY;
  }

  /** Changes a desk; an empty one is forgotten. */
  put(key: string, change: Partial<Desk>): void {
    untrack(() => {
      const desk = { ...this.at(key), ...change };
      const next = new Map(this.#desks());
      if (desk.text || desk.failure || desk.replyTo) next.set(key, desk);
      else next.delete(key);
      this.#desks.set(next);
    });
  }

  /** Clears a desk, whose text is on its way now. */
  send(key: string, draft: KeptDraft): void {
    this.#underWay.set(key, draft);
    this.put(key, { text: '', failure: undefined, replyTo: undefined, tried: undefined });
  }

  /** What was on its way has arrived, or is back. */
  settle(key: string): void {
    this.#underWay.delete(key);
    this.put(key, {});
  }

  /** Every text that is not known to have arrived. @param place where the new conversation is to begin */
  unsent(place: Place | undefined): ReadonlyMap<string, KeptDraft> {
    const unsent = new Map(this.#underWay);
    for (const [key, { text, replyTo }] of this.#desks()) {
      if (!text.trim() || (key === '' && !place)) continue;
      unsent.set(key, key === '' ? { text, place } : { text, replyTo });
    }
    return unsent;
  }

  /** Puts a text back that could not be sent, above what has been written since. */
  giveBack(key: string, text: string, failure: Failure, tried?: Tried, replyTo?: string): void {
    this.#underWay.delete(key);
    const since = this.at(key).text;
    this.put(key, {
      text: since ? `${text}${GAP}${since}` : text,
      failure,
      tried,
      replyTo: this.at(key).replyTo ?? replyTo,
    });
  }

  /** What was tried has arrived after all: it is no longer unsent. What was written under it is, and so is what it was changed into. */
  arrived(key: string, { text }: Tried): void {
    const { text: now } = this.at(key);
    const rest = now === text ? '' : now.startsWith(text + GAP) ? now.slice((text + GAP).length) : now;
    this.put(key, { text: rest, failure: undefined, tried: undefined });
  }

  /** The line is back: what failed for want of one says so no longer. */
  lineIsBack(words: string): void {
    for (const [key, { failure }] of this.#desks())
      if (failure?.offline) this.put(key, { failure: { words, again: true } });
  }
}
