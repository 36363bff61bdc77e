import type { ImageKey } from '@imagechat/protocol/ids';

/** Which groups may see an image, and whether it is closed for comments, durable. Methods reject only when the engine cannot read or write. */
export interface ImageGroups {
  /** Null for everyone, also where nobody has talked about the image. */
  groupsOf(image: ImageKey): Promise<readonly string[] | null>;
  /** Resolves once it is on disk; raises the version of the tenants. `at` in ms. */
  setGroups(image: ImageKey, groups: readonly string[] | null, at: number): Promise<void>;
  /** Lets only moderators write on an image, or everybody again. Resolves once it is on disk. `at` in ms. */
  setClosed(image: ImageKey, closed: boolean, at: number): Promise<void>;
}
