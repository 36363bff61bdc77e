import type { ImageKey } from '@imagechat/protocol/ids';

/** Somebody who can be mentioned: an actor id, and the name it wrote under last. */
export interface Mentionable {
  readonly id: string;
  readonly name: string;
}

/** Who can be mentioned on an image. */
export interface Mentions {
  /**
   * People who wrote on the image and whose name begins so, whatever the case; by name, at most so many. None for an image nobody has talked
   * about. With `groupIds`, of the first {@link MENTION_CANDIDATES} of these those whom the tenant knows and who have one of the groups, or all of
   * them (CONTRACT §4); nobody for no groups. Rejects only when the engine cannot read.
   */
  suggest(
    image: ImageKey,
    prefix: string,
    most: number,
    groupIds?: readonly string[],
  ): Promise<readonly Mentionable[]>;
}

/** How many people are looked at when only those of some groups are wanted. */
export const MENTION_CANDIDATES = 1000;

/** Whether somebody whose groups these are (null is all of them) is in one of those. */
export function isInGroups(own: readonly string[] | null, groupIds: readonly string[]): boolean {
  return groupIds.length > 0 && (own === null || own.some((group) => groupIds.includes(group)));
}

/** A name as it is looked for: compatible forms and cases are one. */
export function foldedName(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
