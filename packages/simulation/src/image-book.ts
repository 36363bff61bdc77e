import {
  type Eyes,
  type KeptComment,
  type KeptConversation,
  PUBLIC,
  commentSeen,
  eyesKey,
} from '@imagechat/core/eyes';
import type { Submission } from '@imagechat/core/ports/storage';
import { type KeptEvent, keptComment, project, unveiled } from '@imagechat/core/veil';
import type { Comment } from '@imagechat/protocol/comment';
import type { ImageKey } from '@imagechat/protocol/ids';
import { EMPTY_IMAGE, type ImageState, applyEvent } from '@imagechat/protocol/state';
import { commentEffect } from '@imagechat/protocol/thread';
import { Secrets } from './secrets.ts';

/** An accepted operation: who asked, and the event that storage wrote. */
export interface Written {
  readonly submission: Submission;
  readonly event: KeptEvent;
  /** The event as JSON. */
  readonly text: string;
}

/** Moderators' eyes. */
export const MODERATORS: Eyes = { kind: 'moderators' };

/** What was written about one image in one life of the database, in order; the fold of it at every seq, for all eyes (S1, V1). */
export class ImageBook {
  readonly key: ImageKey;
  readonly epoch: string;
  readonly written: Written[] = [];
  /** seq by actor and broadcastId (O2), of what the log still holds (L1). */
  readonly answers = new Map<string, number>();
  /** What not everybody may know. */
  readonly secrets: Secrets;
  /** The log holds what is above this seq (L1). */
  floor = 0;
  /** States by seq, as far as anybody asked, by whose eyes. */
  readonly #states = new Map<string, ImageState[]>();

  constructor(key: ImageKey, epoch: string, secrets = new Secrets()) {
    this.key = key;
    this.epoch = epoch;
    this.secrets = secrets;
  }

  get head(): number {
    return this.written.length;
  }

  /** Everybody's eyes there are: the public's, moderators', and those of each who ever wrote here. */
  get eyes(): readonly Eyes[] {
    const authors = new Set(this.written.map(({ submission }) => submission.actor.id));
    return [PUBLIC, MODERATORS, ...Array.from(authors, (id) => ({ kind: 'author', id }) as const)];
  }

  /** Takes the next event, known by this answer key. */
  push(written: Written, answer: string): void {
    this.answers.set(answer, written.event.seq);
    this.written.push(written);
    this.secrets.wrote(written.submission);
  }

  /** The same as it is now, in another life. */
  copy(epoch: string): ImageBook {
    const copy = new ImageBook(this.key, epoch, this.secrets.copy());
    copy.written.push(...this.written);
    for (const [key, seq] of this.answers) copy.answers.set(key, seq);
    copy.floor = this.floor;
    return copy;
  }

  /** The log is cut: what stays are events not older than `sinceMs`, of these the newest `events` (L1). */
  cut({ sinceMs, events }: { readonly sinceMs: number; readonly events: number }): void {
    const young = this.written.findIndex(({ event }) => event.seq > this.floor && event.at >= sinceMs);
    this.floor = Math.max(this.floor, young < 0 ? this.head : young, this.head - events);
    for (const [key, seq] of this.answers) if (seq <= this.floor) this.answers.delete(key);
  }

  /** The state at a seq as these eyes see it; undefined when that was never written. */
  state(seq: number, eyes: Eyes): ImageState | undefined {
    if (seq > this.head) return undefined;
    const key = eyesKey(eyes);
    const states = this.#states.get(key) ?? [EMPTY_IMAGE];
    this.#states.set(key, states);
    for (const { event } of this.written.slice(states.length - 1, seq))
      states.push(applyEvent(states.at(-1) ?? EMPTY_IMAGE, project(event, eyes)));
    return states[seq];
  }

  /** All comments of a conversation at a seq that these eyes see, in order; undefined when they do not see it. */
  comments(conversationId: string, seq: number, eyes: Eyes): readonly Comment[] | undefined {
    if (!this.state(seq, eyes)?.conversations.has(conversationId)) return undefined;
    const kept = new Map<string, KeptComment>();
    for (const { event } of this.written) {
      if (event.seq > seq) break;
      if (event.id !== conversationId) continue;
      const effect = commentEffect(unveiled(event));
      const after = effect?.after(kept.get(effect.commentId));
      if (effect && after) kept.set(effect.commentId, keptComment(after, event));
      else if (effect) kept.delete(effect.commentId);
    }
    const seen = [...kept.values()].flatMap((comment) => commentSeen(comment, eyes) ?? []);
    return seen.sort((a, b) => a.seq - b.seq);
  }

  /** Whether what a comment says was ever taken out of everybody's sight: then it may be missing on the way (L1). */
  wasTakenAway({ id }: Pick<KeptConversation, 'id'>, commentId: string): boolean {
    return this.written.some(({ event }) => {
      if (event.id !== id) return false;
      if (event.type === 'deleted-image-chat') return true;
      return (
        'change' in event && TAKING.has(event.change) && 'comment' in event && event.comment?.id === commentId
      );
    });
  }
}

const TAKING: ReadonlySet<string> = new Set([
  'comment-removed',
  'comment-discarded',
  'comment-hidden',
  'comment-revised',
]);
