import type { Renaming } from '@imagechat/core/ports/image-groups';
import type { Selectable } from 'kysely';
import type { ImagesTable } from './schema.ts';

/** `active_at` of a name that an image has left. */
export const LEFT = -1;

/** An image's row as it is read. */
export type ImageRow = Selectable<ImagesTable>;

/** What renaming does to the rows, or why it does nothing. */
export type RenamePlan =
  | { readonly does: Exclude<Renaming, 'renamed'> }
  | {
      readonly does: 'renamed';
      readonly id: number;
      /** The row of the new name, which goes. */
      readonly gone: number | undefined;
      /** Where the image goes on under its new name. */
      readonly head: number;
      /** Where the name it left stands: above every cursor of it, with no event that leads there (R1). */
      readonly leftHead: number;
    };

/**
 * Both engines rename by it. Where somebody may hold a cursor of the new name, since an image had it before, the image goes on above all of them; where nobody
 * can, its cursors and those of the empty image lead on by its log.
 */
export function renamePlan(row: ImageRow | undefined, there: ImageRow | undefined): RenamePlan {
  if (!row || row.head === 0 || row.active_at === LEFT) return { does: 'unknown' };
  const isFree =
    !there || ((there.head === 0 || there.active_at === LEFT) && there.groups === null && there.closed === 0);
  if (!isFree) return { does: 'taken' };
  const { head, id } = row;
  const former = there?.head ?? 0;
  return {
    does: 'renamed',
    id,
    gone: there?.id,
    head: former > 0 ? Math.max(head, former) + 1 : head,
    leftHead: head + 1,
  };
}
