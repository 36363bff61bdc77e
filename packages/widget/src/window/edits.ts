import type { ViewComment } from '@imagechat/client/api';

/** A comment being changed. */
export interface Edit {
  readonly conversationId: string;
  readonly seq: number;
  readonly text: string;
}

/** Changes to comments that are not saved yet, so that none is lost by looking elsewhere. */
export class Edits {
  readonly #edits = new Map<string, Edit>();

  /** What is written in place of a comment; undefined while nobody changes it. */
  textOf(commentId: string): string | undefined {
    return this.#edits.get(commentId)?.text;
  }

  /** The box with the changed text says this now. */
  write(conversationId: string, { id, seq }: ViewComment, text: string): void {
    this.#edits.set(id, { conversationId, seq, text });
  }

  /** The change was saved or given up. */
  drop(commentId: string): void {
    this.#edits.delete(commentId);
  }

  /**
   * Takes the texts out whose comments are no longer among these.
   * @param isKnown tells whether a comment with this seq would be here if it existed
   */
  takeLost(
    conversationId: string,
    comments: readonly ViewComment[],
    isKnown: (seq: number) => boolean,
  ): readonly string[] {
    const there = new Set(comments.map(({ id }) => id));
    const texts: string[] = [];
    for (const [id, edit] of this.#edits) {
      if (edit.conversationId !== conversationId || there.has(id) || !isKnown(edit.seq)) continue;
      this.#edits.delete(id);
      if (edit.text.trim()) texts.push(edit.text);
    }
    return texts;
  }
}
