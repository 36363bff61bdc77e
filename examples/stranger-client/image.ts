// What stands on an image and what events do to it (SPEC §5, §7, §8).

/** A place in an image's log (§1). */
export type Cursor = { epoch: string; seq: number };
type Opening = { commentId: string; by: string; name: string; line: string };
/** A conversation, as a snapshot holds it. */
export type Conversation = ReturnType<typeof newConversation>;
/** A comment, as a page of a thread holds it. */
export type Comment = ReturnType<typeof newComment>;
/** Something that happened. A bare event has only its `seq`, so its `type` is looked at before anything else. */
export type ImageEvent = {
  seq: number;
  type?: string;
  change?: string;
  broadcastId: string;
  at: number;
  by: string;
  name: string;
  id: string;
  x: number;
  y: number;
  comment?: { id: string; text: string };
};

/** Applies one event to an image's conversations. What is bare or unknown changes nothing (W7). */
export function applyToImage(image: Map<string, Conversation>, event: ImageEvent): void {
  if (event.type === 'deleted-image-chat') image.delete(event.id);
  if (event.type === 'new-image-chat') image.set(event.id, newConversation(event));
  const conversation = image.get(event.id);
  if (conversation) Object.assign(conversation, changesTo(conversation, event));
}

/** Applies one event to comments of its conversation, oldest first; `additions` belong to the newest page (W6). */
export function applyToComments(comments: Comment[], event: ImageEvent, additions: boolean): Comment[] {
  const { at, comment } = event;
  if (!comment) return comments;
  switch (changeOf(event)) {
    case 'comment-added':
      return additions ? [...comments, newComment(event, comment)] : comments;
    case 'comment-edited':
      return comments.map((it) => (it.id === comment.id ? { ...it, text: comment.text, editedAt: at } : it));
    case 'comment-removed':
      return comments.filter(({ id }) => id !== comment.id);
    default:
      return comments;
  }
}

/** The first comment of a new conversation is added like any other. */
function changeOf({ type, change, comment }: ImageEvent): string | undefined {
  if (type === 'new-image-chat') return comment && 'comment-added';
  return type === 'image-chat-updated' ? change : undefined;
}

function changesTo({ count, opening }: Conversation, event: ImageEvent): Partial<Conversation> {
  const { seq, by, name, x, y, comment } = event;
  const line = toLine(comment?.text ?? '');
  const isOpening = opening !== null && opening.commentId === comment?.id;
  switch (changeOf(event)) {
    case 'moved':
      return { x, y, placeSeq: seq };
    case 'resolved':
      return { resolved: true };
    case 'reopened':
      return { resolved: false };
    case 'comment-added': {
      const first = { opening: { commentId: comment?.id ?? '', by, name, line } };
      return { count: count + 1, latestSeq: seq, ...(count === 0 && first) };
    }
    case 'comment-edited':
      return isOpening ? { opening: { ...opening, line } } : {};
    case 'comment-removed':
      return { count: Math.max(0, count - 1), ...(isOpening && { opening: null }) };
    default:
      return {};
  }
}

function newConversation({ seq, id, x, y, by, name, at }: ImageEvent) {
  const nothingYet = { resolved: false, count: 0, latestSeq: 0, opening: null as Opening | null };
  return { id, x, y, placeSeq: seq, by, name, createdAt: at, ...nothingYet };
}

function newComment({ seq, by, name, at }: ImageEvent, { id, text }: { id: string; text: string }) {
  return { id, seq, by, name, text, createdAt: at, editedAt: null as number | null };
}

function toLine(text: string): string {
  return [...text.replace(/\s+/g, ' ').trim()].slice(0, 80).join('');
}
