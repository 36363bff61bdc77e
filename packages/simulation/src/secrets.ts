import type { Actor } from '@imagechat/core/access';
import type { Submission } from '@imagechat/core/ports/storage';
import type { Operation } from '@imagechat/protocol/catalog';
import type { CommentDraft } from '@imagechat/protocol/written';

/** Something not everybody may know, and who may beside moderators. */
interface Secret {
  readonly authorId: string;
}

interface Comment {
  readonly conversationId: string;
  readonly by: string;
  /** What it answers. */
  readonly replyTo: string | undefined;
  /** The tag of the words it has now. */
  tag: string;
  isPublic: boolean;
  isThere: boolean;
}

interface Conversation {
  readonly by: string;
  isPublic: boolean;
}

/** Every text of the made world holds a tag of its own. */
const TAG = /says ([0-9a-f]{8})/;

/** The tag of a text; '' when it has none. */
export function tagIn(text: string): string {
  return TAG.exec(text)?.[1] ?? '';
}

/** What a frame or an answer tells: tags of texts. */
export function tagsIn(frame: string): readonly string[] {
  return Array.from(frame.matchAll(new RegExp(TAG, 'g')), ([, tag = '']) => tag);
}

/**
 * What was never public on an image, told by what was accepted and who asked for it alone (V1): it asks neither for events nor for how they are told to whom, so
 * whatever leaks is found. Once public, words and ids are no secrets any more.
 */
export class Secrets {
  /** By tag, or by the id of a comment or conversation. */
  readonly #secrets = new Map<string, Secret>();
  readonly #comments = new Map<string, Comment>();
  readonly #conversations = new Map<string, Conversation>();

  /** An operation was accepted. */
  wrote({ actor, operation }: Submission): void {
    if (operation.type === 'create-conversation') this.#start(actor, operation);
    else if (operation.type === 'add-comment') this.#answer(actor, operation);
    else if ('comment' in operation && operation.comment) this.#change(actor, operation);
    else if (operation.type === 'delete-conversation') {
      // Whoever knows the name of what is no more may say it.
      this.#secrets.delete(operation.id);
    } else if (operation.type === 'restore-conversation') {
      const conversation = this.#conversations.get(operation.id);
      if (conversation?.isPublic === false) this.#secrets.set(operation.id, { authorId: conversation.by });
    }
  }

  /** What of this frame these ears may not hear; undefined when all is well. */
  leak(frame: string, isModerator: boolean, actorId: string): string | undefined {
    if (isModerator || this.#secrets.size === 0) return undefined;
    const foreign = (key: string): boolean => (this.#secrets.get(key)?.authorId ?? actorId) !== actorId;
    const words = tagsIn(frame).find(foreign);
    if (words !== undefined) return words;
    for (const key of this.#secrets.keys()) if (foreign(key) && frame.includes(key)) return key;
    return undefined;
  }

  /** The same as it is now. */
  copy(): Secrets {
    const copy = new Secrets();
    for (const [key, secret] of this.#secrets) copy.#secrets.set(key, secret);
    for (const [id, comment] of this.#comments) copy.#comments.set(id, { ...comment });
    for (const [id, conversation] of this.#conversations) copy.#conversations.set(id, { ...conversation });
    return copy;
  }

  #start(actor: Actor, { id, comment }: Extract<Operation, { type: 'create-conversation' }>): void {
    const isPublic = mayPublish(actor);
    this.#conversations.set(id, { by: actor.id, isPublic });
    if (!isPublic) this.#secrets.set(id, { authorId: actor.id });
    if (comment) this.#add(id, comment, actor, isPublic);
  }

  #answer(actor: Actor, { id, comment }: Extract<Operation, { type: 'add-comment' }>): void {
    const around = this.#conversations.get(id)?.isPublic === true;
    const answersPublic = this.#comments.get(comment.replyTo ?? '')?.isPublic ?? true;
    this.#add(id, comment, actor, around && answersPublic && mayPublish(actor));
  }

  #change(actor: Actor, operation: Operation): void {
    const id = 'comment' in operation ? (operation.comment?.id ?? '') : '';
    const comment = this.#comments.get(id);
    if (!comment) return;
    if (operation.type === 'edit-comment') this.#edit(comment, operation.comment.text, actor);
    if (operation.type === 'approve-comment') this.#publish(id, comment);
    if (operation.type === 'hide-comment') this.#hide(comment);
    if (operation.type === 'restore-comment') this.#restore(id, comment, actor);
    if (operation.type === 'delete-comment') comment.isThere = false;
  }

  #add(conversationId: string, { id, text, replyTo }: CommentDraft, actor: Actor, isPublic: boolean): void {
    const tag = tagIn(text);
    this.#comments.set(id, { conversationId, by: actor.id, replyTo, tag, isPublic, isThere: true });
    if (isPublic) return;
    this.#secrets.set(id, { authorId: actor.id });
    this.#secrets.set(tag, { authorId: actor.id });
  }

  #edit(comment: Comment, text: string, actor: Actor): void {
    comment.tag = tagIn(text);
    if (comment.isPublic && mayPublish(actor)) return;
    this.#secrets.set(comment.tag, { authorId: comment.by });
    if (comment.isPublic) this.#takeAway(comment, (conversation) => conversation.by === comment.by);
  }

  #hide(comment: Comment): void {
    if (comment.isPublic) this.#takeAway(comment, () => true);
  }

  #takeAway(comment: Comment, closes: (conversation: Conversation) => boolean): void {
    comment.isPublic = false;
    const conversation = this.#conversations.get(comment.conversationId);
    const others = [...this.#comments.values()].some(
      ({ conversationId, isPublic, isThere }) =>
        isThere && isPublic && conversationId === comment.conversationId,
    );
    if (conversation && !others && closes(conversation)) conversation.isPublic = false;
  }

  #restore(id: string, comment: Comment, actor: Actor): void {
    const wasDeleted = !comment.isThere;
    comment.isThere = true;
    if (!wasDeleted) {
      this.#publish(id, comment);
      return;
    }
    if (!comment.isPublic) return;
    const conversation = this.#conversations.get(comment.conversationId);
    // Who started a conversation that is out of sight cannot bring it back with a comment of it.
    if (conversation?.isPublic === false && !isModerator(actor)) comment.isPublic = false;
    else this.#publish(id, comment);
  }

  #publish(id: string, comment: Comment): void {
    comment.isPublic = true;
    const conversation = this.#conversations.get(comment.conversationId);
    if (conversation) conversation.isPublic = true;
    // What it answers is named with it (C3), by an id without words.
    for (const key of [id, comment.tag, comment.conversationId, comment.replyTo ?? ''])
      this.#secrets.delete(key);
  }
}

function mayPublish(actor: Actor): boolean {
  return isModerator(actor) || (!actor.premoderated && !actor.shadowed);
}

function isModerator({ kind }: Actor): boolean {
  return kind === 'moderator' || kind === 'admin' || kind === 'api-key';
}
