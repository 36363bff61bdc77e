import type { Disposer } from '../ports/disposal.ts';
import { takenKey } from '../ports/storage.ts';
import type { ImageRows } from './image-rows.ts';

/** Removes for good what was deleted, in memory. */
export class MemoryDisposal implements Disposer {
  readonly #images: ReadonlyMap<string, ImageRows>;
  readonly #free: (takenKey: string) => void;

  /** `free` makes an id free to be used again, by its `takenKey`. */
  constructor(images: ReadonlyMap<string, ImageRows>, free: (takenKey: string) => void) {
    this.#images = images;
    this.#free = free;
  }

  async dispose(before: number, most: number): Promise<number> {
    const old = ({ at }: { readonly at: number }): boolean => at < before;
    let gone = 0;
    for (const rows of this.#images.values()) {
      const { deletedComments, deletedConversations } = rows;
      gone += this.#removeComments(rows, keysWhere(deletedComments, old), most - gone);
      gone += this.#removeConversations(rows, keysWhere(deletedConversations, old), most - gone);
    }
    return gone;
  }

  #removeComments(rows: ImageRows, ids: readonly string[], most: number): number {
    const removed = ids.slice(0, most);
    for (const id of removed) {
      rows.deletedComments.delete(id);
      rows.comments.delete(id);
      this.#free(takenKey('comment', rows.image.tenantId, id));
    }
    return removed.length;
  }

  /** A conversation goes after its comments. */
  #removeConversations(rows: ImageRows, ids: readonly string[], most: number): number {
    let gone = 0;
    for (const id of ids) {
      const inIt = [
        ...keysWhere(rows.comments, ({ conversationId }) => conversationId === id),
        ...keysWhere(rows.deletedComments, ({ row }) => row.conversationId === id),
      ];
      gone += this.#removeComments(rows, inIt, most - gone);
      if (gone >= most) return gone;
      rows.deletedConversations.delete(id);
      this.#free(takenKey('conversation', rows.image.tenantId, id));
      gone++;
    }
    return gone;
  }
}

function keysWhere<Item>(map: ReadonlyMap<string, Item>, isMeant: (item: Item) => boolean): string[] {
  return [...map].flatMap(([key, item]) => (isMeant(item) ? [key] : []));
}
