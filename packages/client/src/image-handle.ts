import type { Operation, OperationType } from '@imagechat/protocol/catalog';
import { type Place, roundPlace } from '@imagechat/protocol/conversation';
import { type Entropy, newId } from '@imagechat/protocol/ids';
import type { Refusal } from '@imagechat/protocol/refusal';
import type { Status } from '@imagechat/protocol/status';
import type { CommentDraft } from '@imagechat/protocol/written';
import type { CommentMore, ImageView, LiveImage, Release, Submitted } from './api.ts';
import type { Listener } from './emitter.ts';
import type { Followed, Follower, FollowerLink } from './follower.ts';
import type { WatchedImage } from './image.ts';

/** One holder's grip on a watched image: stamps operations with ids of its own, and lets go once. */
export class ImageHandle implements LiveImage {
  readonly #image: WatchedImage;
  readonly #entropy: Entropy;
  #let: Release | undefined;

  constructor(image: WatchedImage, entropy: Entropy, release: Release) {
    this.#image = image;
    this.#entropy = entropy;
    this.#let = release;
  }

  get urlId(): string {
    return this.#image.urlId;
  }

  get view(): ImageView {
    return this.#image.view;
  }

  subscribe(listener: Listener): Release {
    return this.#image.changed.subscribe(listener);
  }

  createConversation(place: Place, text?: string, more?: CommentMore): Submitted {
    const comment = text === undefined ? {} : { comment: this.#comment(text, this.#id(), more) };
    return this.#submit({
      type: 'create-conversation',
      ...this.#ids(this.#id()),
      ...roundPlace(place),
      ...comment,
    });
  }

  moveConversation(id: string, place: Place, undoes?: number): Submitted {
    const undo = undoes === undefined ? {} : { undoes };
    return this.#submit({ type: 'move-conversation', ...this.#ids(id), ...roundPlace(place), ...undo });
  }

  resolveConversation(id: string): Submitted {
    return this.#ask('resolve-conversation', id);
  }

  reopenConversation(id: string): Submitted {
    return this.#ask('reopen-conversation', id);
  }

  deleteConversation(id: string): Submitted {
    return this.#ask('delete-conversation', id);
  }

  restoreConversation(id: string): Submitted {
    return this.#ask('restore-conversation', id);
  }

  lockConversation(id: string): Submitted {
    return this.#ask('lock-conversation', id);
  }

  unlockConversation(id: string): Submitted {
    return this.#ask('unlock-conversation', id);
  }

  addComment(id: string, text: string, more?: CommentMore): Submitted {
    return this.#submit({
      type: 'add-comment',
      ...this.#ids(id),
      comment: this.#comment(text, this.#id(), more),
    });
  }

  editComment(id: string, commentId: string, text: string, more?: CommentMore): Submitted {
    return this.#submit({
      type: 'edit-comment',
      ...this.#ids(id),
      comment: this.#comment(text, commentId, more),
    });
  }

  deleteComment(id: string, commentId: string): Submitted {
    return this.#askOf('delete-comment', id, commentId);
  }

  approveComment(id: string, commentId: string): Submitted {
    return this.#askOf('approve-comment', id, commentId);
  }

  hideComment(id: string, commentId: string, as: Status): Submitted {
    return this.#submit({ type: 'hide-comment', ...this.#ids(id), comment: { id: commentId }, as });
  }

  flagComment(id: string, commentId: string): Submitted {
    return this.#askOf('flag-comment', id, commentId);
  }

  restoreComment(id: string, commentId: string): Submitted {
    return this.#askOf('restore-comment', id, commentId);
  }

  react(id: string, commentId: string, emoji: string, on: boolean): Submitted {
    return this.#submit({ type: 'react', ...this.#ids(id), comment: { id: commentId }, emoji, on });
  }

  again({ operation }: Submitted): Submitted {
    return this.#submit(operation);
  }

  follow<Its extends Follower>(make: (link: FollowerLink, image: Followed) => Its): Its {
    return this.#image.follow(make);
  }

  release(): void {
    const release = this.#let;
    this.#let = undefined;
    release?.();
  }

  /** Asks for what needs no more than the conversation. */
  #ask(
    type: Extract<
      OperationType,
      `${'resolve' | 'reopen' | 'delete' | 'restore' | 'lock' | 'unlock'}-conversation`
    >,
    id: string,
  ): Submitted {
    return this.#submit({ type, ...this.#ids(id) });
  }

  /** Asks for what needs no more than a comment of it. */
  #askOf(
    type: Extract<OperationType, `${'delete' | 'approve' | 'flag' | 'restore'}-comment`>,
    id: string,
    commentId: string,
  ): Submitted {
    return this.#submit({ type, ...this.#ids(id), comment: { id: commentId } });
  }

  #id(): string {
    return newId(this.#entropy);
  }

  #ids(id: string): { readonly broadcastId: string; readonly id: string } {
    return { broadcastId: this.#id(), id };
  }

  /** The text as a text box gives it and the server will keep it; a stray control character it takes out itself. */
  #comment(text: string, id: string, more?: CommentMore): CommentDraft {
    return { id, text: text.trim(), ...more };
  }

  #submit(operation: Operation): Submitted {
    const { broadcastId, id } = operation;
    const commentId = 'comment' in operation ? operation.comment?.id : undefined;
    const result = this.#let
      ? this.#image.submit(operation)
      : Promise.resolve({ ok: false as const, refusal: RELEASED });
    return { broadcastId, id, ...(commentId === undefined ? {} : { commentId }), operation, result };
  }
}

const RELEASED: Refusal = {
  code: 'not-subscribed',
  message: 'This image is no longer watched.',
  retry: false,
};
