import type { Conversation } from '@imagechat/protocol/conversation';
import type { ImageKey } from '@imagechat/protocol/ids';
import type { ImageFacts } from '@imagechat/protocol/messages';
import { type ImageState, applyEvent, comesLast } from '@imagechat/protocol/state';
import { type CommentEffect, commentEffect } from '@imagechat/protocol/thread';
import { type Eyes, type KeptComment, type KeptConversation, conversationSeen } from '../eyes.ts';
import {
  type Answer,
  type CommentWrite,
  type ConversationWrite,
  type Deleted,
  type ImageWrite,
  type LoadedImage,
  type PlacedComment,
  answerKey,
} from '../ports/storage.ts';
import { type KeptEvent, keptComment, unveiled } from '../veil.ts';
import { shadowsAfter } from './shadows.ts';
import { speakerOf } from './speaker-of.ts';

/**
 * One image while a group is decided: what was loaded with the group's events applied so far. Rows are the fold
 * of the events, through the same reducers as everywhere (S1), so storage cannot drift from what clients see.
 */
export class ImageDraft {
  readonly #image: ImageKey;
  readonly #facts: ImageFacts;
  readonly #events: KeptEvent[] = [];
  readonly #conversations: Map<string, KeptConversation>;
  readonly #deletedConversations: Map<string, Deleted<KeptConversation>>;
  readonly #comments: Map<string, PlacedComment>;
  readonly #deletedComments: Map<string, Deleted<PlacedComment>>;
  readonly #answers: Map<string, Answer>;
  readonly #people: Map<string, string>;
  readonly #conversationWrites = new Map<string, ConversationWrite>();
  readonly #commentWrites = new Map<string, CommentWrite>();
  readonly #groups: readonly string[] | null;
  /** Only moderators write on it. */
  readonly isClosed: boolean;
  #head: number;

  constructor(image: ImageKey, facts: ImageFacts, loaded: LoadedImage) {
    this.#image = image;
    this.#facts = facts;
    this.#conversations = new Map(loaded.conversations);
    this.#deletedConversations = new Map(loaded.deletedConversations);
    this.#comments = new Map(loaded.comments);
    this.#deletedComments = new Map(loaded.deletedComments);
    this.#answers = new Map(loaded.answers);
    this.#people = new Map(loaded.people);
    this.#head = loaded.head;
    this.#groups = loaded.groups;
    this.isClosed = loaded.closed;
  }

  /** Which groups may see the image; null is everyone. */
  get groups(): readonly string[] | null {
    return this.#groups;
  }

  /** The seq the next event takes (O1). */
  get nextSeq(): number {
    return this.#head + 1;
  }

  /** A conversation that is there, if these eyes see it. */
  conversation(id: string, eyes: Eyes): KeptConversation | undefined {
    const kept = this.#conversations.get(id);
    return kept && conversationSeen(kept, eyes) ? kept : undefined;
  }

  /** A comment that is there; whether somebody may see it is said by its status. */
  comment(conversationId: string, id: string): KeptComment | undefined {
    const placed = this.#comments.get(id);
    return placed?.conversationId === conversationId && this.#conversations.has(conversationId)
      ? placed.comment
      : undefined;
  }

  /** The name of somebody who wrote here, in this group or before, or whom the tenant knows; of those the group mentions. */
  person(id: string): string | undefined {
    return this.#people.get(id);
  }

  deletedConversation(id: string): Deleted<KeptConversation> | undefined {
    return this.#deletedConversations.get(id);
  }

  deletedComment(conversationId: string, id: string): Deleted<KeptComment> | undefined {
    const deleted = this.#deletedComments.get(id);
    if (deleted?.row.conversationId !== conversationId) return undefined;
    return { ...deleted, row: deleted.row.comment };
  }

  /** What was answered when this actor's broadcastId was first accepted, in this group or before (O2). */
  answer(actorId: string, broadcastId: string): Answer | undefined {
    return this.#answers.get(answerKey(actorId, broadcastId));
  }

  /** Takes an accepted operation's event as true for what follows in the group. */
  apply(event: KeptEvent): void {
    this.#head = event.seq;
    this.#events.push(event);
    this.#answers.set(answerKey(event.by, event.broadcastId), { seq: event.seq, at: event.at });
    this.#applyToConversation(event);
    const speaker = speakerOf(event);
    if (speaker) this.#people.set(speaker.id, speaker.name);
    const effect = commentEffect(unveiled(event));
    if (effect) this.#applyToComment(event, effect);
  }

  /** What there is to write, or undefined when nothing of this image was accepted. */
  write(): ImageWrite | undefined {
    if (this.#events.length === 0) return undefined;
    return {
      image: this.#image,
      facts: this.#facts,
      head: this.#head,
      events: this.#events,
      conversations: this.#conversationWrites,
      comments: this.#commentWrites,
    };
  }

  #applyToConversation(event: KeptEvent): void {
    const { id, by, at } = event;
    const before = this.#conversations.get(id);
    const after = stateAfter(before, event);
    if (after) {
      const shadows = shadowsAfter(before, after, event);
      const conversation = shadows ? { ...after, shadows } : after;
      const isLast = comesLast(before, after, unveiled(event));
      const earlier = this.#conversationWrites.get(id);
      const last = isLast ? event.seq : earlier?.last;
      const counted = !isLast && (!earlier || earlier.counted) && before && isCounted(before, conversation);
      this.#conversations.set(id, conversation);
      this.#deletedConversations.delete(id);
      if (isLast) this.#conversationWrites.delete(id);
      this.#conversationWrites.set(id, {
        conversation,
        ...(last === undefined ? {} : { last }),
        ...(counted ? { counted: true } : {}),
      });
    } else if (before) {
      this.#conversations.delete(id);
      this.#deletedConversations.set(id, { row: before, at, by });
      const { counted: _, ...earlier } = this.#conversationWrites.get(id) ?? {};
      this.#conversationWrites.set(id, { ...earlier, conversation: before, deletedBy: by });
    }
  }

  #applyToComment(event: KeptEvent, effect: CommentEffect): void {
    const { id: conversationId, by, at } = event;
    const { commentId } = effect;
    const before = this.#comments.get(commentId);
    const after = effect.after(before?.comment);
    if (after) {
      const comment = keptComment(after, event, before?.comment);
      const placed = { conversationId, comment };
      this.#comments.set(commentId, placed);
      this.#deletedComments.delete(commentId);
      const wasPublic = before?.comment.status === undefined || this.#commentWrites.get(commentId)?.hushed;
      // One that is public again at the end has nothing in the log that not everybody may read.
      const hushed = before && wasPublic && comment.status !== undefined;
      this.#commentWrites.set(commentId, { ...placed, ...(hushed ? { hushed: true } : {}) });
    } else if (before) {
      this.#comments.delete(commentId);
      this.#deletedComments.set(commentId, { row: before, at, by });
      this.#commentWrites.set(commentId, { ...before, deletedBy: by });
    }
  }
}

/** Whether nothing of a conversation changed but how many comments it has. */
function isCounted(before: KeptConversation, after: KeptConversation): boolean {
  const same = (name: string): boolean =>
    after[name as keyof KeptConversation] === before[name as keyof KeptConversation] ||
    name === 'count' ||
    name === 'latestSeq';
  return Object.keys(after).every(same) && Object.keys(before).every(same);
}

/** The conversation after an event as moderators fold it; what authors of spam are shown instead comes on top. */
function stateAfter(before: KeptConversation | undefined, event: KeptEvent): Conversation | undefined {
  const { shadows: _, ...conversation } = before ?? {};
  const state: ImageState = { conversations: new Map(before && [[event.id, conversation as Conversation]]) };
  return applyEvent(state, unveiled(event)).conversations.get(event.id);
}
