import type { LiveImage, Submitted } from '@imagechat/client/api';
import type { OperationType, Operations } from '@imagechat/protocol/catalog';
import type { Place } from '@imagechat/protocol/conversation';
import type { Random } from './random.ts';

/** A comment and where it is. */
export interface CommentChoice {
  readonly conversationId: string;
  readonly commentId: string;
}

/** What somebody who is about to ask for something knows and may choose from. */
export interface Choices {
  readonly random: Random;
  /** Starts what is written, so that everybody can tell whose it is. */
  readonly marker: string;
  /** A new id; for somebody hostile sometimes one that is in use. */
  id(kind: 'conversation' | 'comment'): string;
  /** A new broadcastId. */
  broadcastId(): string;
  /** A conversation one sees, or one that once was. */
  conversation(): string | undefined;
  comment(): CommentChoice | undefined;
  /** The seq of a move of this conversation that could be taken back. */
  placeSeq(conversationId: string): number | undefined;
}

/** How somebody comes to ask for each operation; undefined when there is nothing to ask it of. The compiler asks for one per operation. */
export const generators: {
  readonly [Type in OperationType]: (from: Choices) => Operations[Type] | undefined;
} = {
  'create-conversation': (from) => ({
    type: 'create-conversation',
    broadcastId: from.broadcastId(),
    id: from.id('conversation'),
    ...place(from.random),
    ...(from.random.chance(0.8) ? { comment: { id: from.id('comment'), text: text(from) } } : {}),
  }),
  'move-conversation': (from) => {
    const about = conversation(from);
    const undoes = about && from.random.chance(0.3) ? from.placeSeq(about.id) : undefined;
    return (
      about && {
        type: 'move-conversation',
        ...about,
        ...place(from.random),
        ...(undoes === undefined ? {} : { undoes }),
      }
    );
  },
  'resolve-conversation': (from) => {
    const about = conversation(from);
    return about && { type: 'resolve-conversation', ...about };
  },
  'reopen-conversation': (from) => {
    const about = conversation(from);
    return about && { type: 'reopen-conversation', ...about };
  },
  'delete-conversation': (from) => {
    const about = conversation(from);
    return about && { type: 'delete-conversation', ...about };
  },
  'add-comment': (from) => {
    const about = conversation(from);
    const answered = from.random.chance(0.4) ? from.comment() : undefined;
    return (
      about && {
        type: 'add-comment',
        ...about,
        comment: {
          id: from.id('comment'),
          text: text(from),
          // Sometimes of another conversation, which is refused.
          ...(answered ? { replyTo: answered.commentId } : {}),
        },
      }
    );
  },
  'edit-comment': (from) => {
    const about = comment(from);
    return about && { type: 'edit-comment', ...about, comment: { ...about.comment, text: text(from) } };
  },
  'delete-comment': (from) => {
    const about = comment(from);
    return about && { type: 'delete-comment', ...about };
  },
  react: (from) => {
    const about = comment(from);
    const emoji = from.random.oneOf('👍', '❤️', '👩‍🚀');
    return about && { type: 'react', ...about, emoji, on: from.random.chance(0.7) };
  },
  'approve-comment': (from) => {
    const about = comment(from);
    return about && { type: 'approve-comment', ...about };
  },
  'hide-comment': (from) => {
    const about = comment(from);
    return about && { type: 'hide-comment', ...about, as: from.random.oneOf('hidden', 'spam', 'pending') };
  },
  'flag-comment': (from) => {
    const about = comment(from);
    return about && { type: 'flag-comment', ...about };
  },
  'restore-comment': (from) => {
    const about = comment(from);
    return about && { type: 'restore-comment', ...about };
  },
  'restore-conversation': (from) => {
    const about = conversation(from);
    return about && { type: 'restore-conversation', ...about };
  },
  'disown-conversation': (from) => {
    const about = conversation(from);
    return about && { type: 'disown-conversation', ...about };
  },
  'forget-person': (from) => {
    const about = comment(from);
    return about && { type: 'forget-person', ...about, person: 'somebody' };
  },
  'lock-conversation': (from) => {
    const about = conversation(from);
    return about && { type: 'lock-conversation', ...about };
  },
  'unlock-conversation': (from) => {
    const about = conversation(from);
    return about && { type: 'unlock-conversation', ...about };
  },
};

/** How often each operation is asked for, relative to the others. */
export const FREQUENCY: Readonly<Record<OperationType, number>> = {
  'create-conversation': 5,
  'move-conversation': 4,
  'resolve-conversation': 1,
  'reopen-conversation': 1,
  'delete-conversation': 1.5,
  'add-comment': 7,
  'edit-comment': 3,
  'delete-comment': 3,
  react: 4,
  'approve-comment': 4,
  'hide-comment': 3,
  'flag-comment': 3,
  'restore-comment': 3,
  'restore-conversation': 1,
  'lock-conversation': 1,
  'unlock-conversation': 1,
  'disown-conversation': 0.5,
  'forget-person': 0.5,
};

/** What no page asks for: whoever erases somebody does it over HTTP or on the command line. */
type NotOfPages = 'disown-conversation' | 'forget-person';

/** How a page asks for each operation through the client, which makes the ids of what is new. */
export const requests: {
  readonly [Type in Exclude<OperationType, NotOfPages>]: (
    image: LiveImage,
    operation: Operations[Type],
  ) => Submitted;
} = {
  'create-conversation': (image, { x, y, comment }) => image.createConversation({ x, y }, comment?.text),
  'move-conversation': (image, { id, x, y, undoes }) => image.moveConversation(id, { x, y }, undoes),
  'resolve-conversation': (image, { id }) => image.resolveConversation(id),
  'reopen-conversation': (image, { id }) => image.reopenConversation(id),
  'delete-conversation': (image, { id }) => image.deleteConversation(id),
  'add-comment': (image, { id, comment }) =>
    image.addComment(id, comment.text, comment.replyTo === undefined ? {} : { replyTo: comment.replyTo }),
  'edit-comment': (image, { id, comment }) => image.editComment(id, comment.id, comment.text),
  'delete-comment': (image, { id, comment }) => image.deleteComment(id, comment.id),
  react: (image, { id, comment, emoji, on }) => image.react(id, comment.id, emoji, on),
  'approve-comment': (image, { id, comment }) => image.approveComment(id, comment.id),
  'hide-comment': (image, { id, comment, as }) => image.hideComment(id, comment.id, as),
  'flag-comment': (image, { id, comment }) => image.flagComment(id, comment.id),
  'restore-comment': (image, { id, comment }) => image.restoreComment(id, comment.id),
  'restore-conversation': (image, { id }) => image.restoreConversation(id),
  'lock-conversation': (image, { id }) => image.lockConversation(id),
  'unlock-conversation': (image, { id }) => image.unlockConversation(id),
};

/** Asks for an operation through the client. */
export function requestOf<Type extends OperationType>(
  image: LiveImage,
  type: Type,
  from: Choices,
): Submitted | undefined {
  const operation = generators[type](from);
  // The map's type ties each request to its operation; a union index cannot express that correlation.
  const all: { readonly [Name in OperationType]?: unknown } = requests;
  const request = all[type] as ((image: LiveImage, operation: Operations[Type]) => Submitted) | undefined;
  return operation && request?.(image, operation);
}

function conversation(from: Choices): { readonly broadcastId: string; readonly id: string } | undefined {
  const id = from.conversation();
  return id === undefined ? undefined : { broadcastId: from.broadcastId(), id };
}

function comment(
  from: Choices,
):
  | { readonly broadcastId: string; readonly id: string; readonly comment: { readonly id: string } }
  | undefined {
  const choice = from.comment();
  return (
    choice && {
      broadcastId: from.broadcastId(),
      id: choice.conversationId,
      comment: { id: choice.commentId },
    }
  );
}

function place(random: Random): Place {
  return { x: percent(random), y: percent(random) };
}

function percent(random: Random): number {
  return random.chance(0.2) ? random.oneOf(0, 100, 33.333_333, 0.000_04) : random.between(0, 100_000) / 1000;
}

/** Sometimes longer than the line that image state keeps, sometimes with what has to be cleaned or kept whole. */
function text({ random, marker, broadcastId }: Choices): string {
  const words = `${marker} says ${broadcastId().slice(-8)}`;
  return random.oneOf(
    words,
    ` ${words}\r\n  again `,
    `**${words}**\n- https://a.test/_b_`,
    words.repeat(8),
    `${words} 🙂\u0007 "ü" \\`,
  );
}
