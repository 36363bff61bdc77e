import type { ImageKey } from '@imagechat/protocol/ids';

/** What came of another name for an image: `taken` by another image, or `unknown` since nobody talked about it. */
export type Renaming = 'renamed' | 'taken' | 'unknown';

/**
 * What is decided about an image as a whole: which groups may see it, whether it is closed for comments, and its name; durable. Methods reject only when
 * the engine cannot read or write.
 */
export interface ImageGroups {
  /** Null for everyone, also where nobody has talked about the image. */
  groupsOf(image: ImageKey): Promise<readonly string[] | null>;
  /** Resolves once it is on disk; raises the version of the tenants. `at` in ms. */
  setGroups(image: ImageKey, groups: readonly string[] | null, at: number): Promise<void>;
  /** Lets only moderators write on an image, or everybody again. Resolves once it is on disk. `at` in ms. */
  setClosed(image: ImageKey, closed: boolean, at: number): Promise<void>;
  /**
   * Gives an image another urlId, with all that was said on it and who may see it. The name it had is an image nobody talks about, one seq further than any
   * cursor of it, and a name that was left before is gone on with above all of its cursors: so nobody who was told of either goes on without a reset (R1).
   * A name is taken where somebody talks, or something was decided about it. Resolves once it is on disk; raises the version of the tenants. `at` in ms.
   */
  rename(image: ImageKey, to: string, at: number): Promise<Renaming>;
}
