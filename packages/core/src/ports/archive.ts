import type { ImageKey } from '@imagechat/protocol/ids';
import type { ImageFacts } from '@imagechat/protocol/messages';
import type { KeptComment } from '../eyes.ts';

/** An image as its row has it. */
export interface ArchivedImage {
  readonly urlId: string;
  readonly facts: ImageFacts;
  /** Which groups may see it; null is everyone. */
  readonly groups: readonly string[] | null;
  /** True when only moderators write on it. */
  readonly closed: boolean;
}

/** Reads all there is of a tenant, a page at a time, as it is kept. Methods reject only when the engine cannot read. */
export interface Archive {
  /** Images whose urlId comes after that one ('' is before all), in order of urlId. */
  images(tenantId: string, after: string, most: number): Promise<readonly ArchivedImage[]>;
  /** One image; undefined when nobody talked about it. */
  image(image: ImageKey): Promise<ArchivedImage | undefined>;
  /** Comments of a conversation with a seq above that one, in order of seq; those that are deleted are not among them. */
  comments(
    image: ImageKey,
    conversationId: string,
    after: number,
    most: number,
  ): Promise<readonly KeptComment[]>;
}
