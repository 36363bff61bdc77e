import type { ImageKey } from '@imagechat/protocol/ids';
import type { ImageFacts } from '@imagechat/protocol/messages';

/** Finds images by what other programs know of them. Methods reject only when the engine cannot read. */
export interface ImageIndex {
  /** What was told of an image when it was first talked about; nothing of one nobody talked about. */
  facts(image: ImageKey): Promise<ImageFacts>;
  /**
   * The urlId of the image a conversation of the tenant's is on, deleted ones included, since deleting may be asked twice (O2);
   * undefined when there never was one.
   */
  imageOf(tenantId: string, conversationId: string): Promise<string | undefined>;
}
