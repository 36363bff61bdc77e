import type { FullEvent, ImageEvent } from '@imagechat/protocol/catalog';
import type { Comment } from '@imagechat/protocol/comment';
import type { Conversation } from '@imagechat/protocol/conversation';
import type { WrittenComment, WrittenText } from '@imagechat/protocol/written';

type Row = { -readonly [Field in keyof Conversation]: Conversation[Field] };

/**
 * An image's state as SPEC.md §8 words it, written a second time and changed in place: neither server nor client uses it, so what
 * both made of the same events can be held against it. Comments are known from where it began to hear events.
 */
export class ReferenceImage {
  readonly #rows = new Map<string, Row>();
  readonly #comments = new Map<string, Comment[]>();
  seq: number;

  /** Begins with a snapshot, or with the empty image at seq 0. */
  constructor(seq = 0, conversations: readonly Conversation[] = []) {
    this.seq = seq;
    for (const conversation of conversations) this.#rows.set(conversation.id, { ...conversation });
  }

  /** In the order they were created. */
  get conversations(): readonly Conversation[] {
    return [...this.#rows.values()];
  }

  conversation(id: string): Conversation | undefined {
    return this.#rows.get(id);
  }

  /** Comments of a conversation, oldest first; none without the conversation. */
  comments(id: string): readonly Comment[] {
    return this.#comments.get(id) ?? [];
  }

  /** Takes the next event; what its number says is the caller's to judge. */
  apply(event: ImageEvent): void {
    this.seq = event.seq;
    if (event.type === undefined) return;
    if (event.type === 'new-image-chat') this.#begin(event);
    else if (event.type === 'deleted-image-chat') this.#end(event.id);
    else {
      const row = this.#rows.get(event.id);
      if (row) this.#change(row, event);
    }
  }

  #begin(event: Extract<FullEvent, { type: 'new-image-chat' }>): void {
    const { id, x, y, seq, by, name, at, comment } = event;
    const row: Row = {
      ...{ id, x, y, placeSeq: seq, resolved: false, by, name, createdAt: at },
      ...{ count: 0, latestSeq: 0, opening: null },
    };
    this.#rows.set(id, row);
    this.#comments.set(id, []);
    if (comment) this.#add(row, event, comment);
  }

  #end(id: string): void {
    this.#rows.delete(id);
    this.#comments.delete(id);
  }

  #change(row: Row, event: Extract<FullEvent, { type: 'image-chat-updated' }>): void {
    switch (event.change) {
      case 'moved':
        Object.assign(row, { x: event.x, y: event.y, placeSeq: event.seq });
        return;
      case 'resolved':
      case 'reopened':
        row.resolved = event.change === 'resolved';
        return;
      case 'comment-added':
        this.#add(row, event, event.comment);
        return;
      case 'comment-edited':
        this.#edit(row, event.comment, event.at);
        return;
      case 'comment-removed':
        this.#remove(row, event.comment.id);
        return;
      case 'reacted':
        this.#react(row, event);
    }
  }

  #add(row: Row, { seq, by, name, avatar, at }: FullEvent, { id, text, ...more }: WrittenComment): void {
    if (row.count === 0) row.opening = { commentId: id, by, name, line: line(text) };
    row.count += 1;
    row.latestSeq = seq;
    const face = avatar === undefined ? {} : { avatar };
    const comment = { id, seq, by, name, text, ...face, ...more, createdAt: at, editedAt: null };
    this.#comments.get(row.id)?.push(comment);
  }

  #edit(row: Row, { id, text, body }: WrittenText, at: number): void {
    if (row.opening?.commentId === id) row.opening = { ...row.opening, line: line(text) };
    const comments = this.#comments.get(row.id) ?? [];
    const place = comments.findIndex((comment) => comment.id === id);
    const before = comments[place];
    if (!before) return;
    const { body: _, ...kept } = before;
    comments[place] = { ...kept, text, ...(body ? { body } : {}), editedAt: at };
  }

  #react(row: Row, { by, comment, emoji, on }: Extract<FullEvent, { change: 'reacted' }>): void {
    const comments = this.#comments.get(row.id) ?? [];
    const place = comments.findIndex(({ id }) => id === comment.id);
    const before = comments[place];
    if (!before) return;
    const { reactions = [], ...kept } = before;
    const marks = new Map(reactions.map((kind) => [kind.emoji, kind.by]));
    const others = (marks.get(emoji) ?? []).filter((id) => id !== by);
    if (!on && others.length === 0) marks.delete(emoji);
    else if (!on) marks.set(emoji, others);
    else if (!marks.get(emoji)?.includes(by)) marks.set(emoji, [...others, by]);
    const after = Array.from(marks, ([each, who]) => ({ emoji: each, by: who }));
    comments[place] = after.length > 0 ? { ...kept, reactions: after } : kept;
  }

  #remove(row: Row, id: string): void {
    row.count = Math.max(0, row.count - 1);
    if (row.opening?.commentId === id) row.opening = null;
    const comments = this.#comments.get(row.id);
    const place = comments?.findIndex((comment) => comment.id === id) ?? -1;
    if (place >= 0) comments?.splice(place, 1);
  }
}

/** The opening line of SPEC.md §8. */
function line(text: string): string {
  return [...text.split(/\s+/).filter(Boolean).join(' ')].slice(0, 80).join('');
}
