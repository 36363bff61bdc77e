import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import type { KeptComment } from '../eyes.ts';
import type { Archive, ArchivedImage } from '../ports/archive.ts';
import type { ImageGroups } from '../ports/image-groups.ts';
import type { ImageRows } from './image-rows.ts';

/** Reads everything out of memory. */
export class MemoryArchive implements Archive {
  readonly #images: ReadonlyMap<string, ImageRows>;
  readonly #groups: Pick<ImageGroups, 'groupsOf'>;

  constructor(images: ReadonlyMap<string, ImageRows>, groups: Pick<ImageGroups, 'groupsOf'>) {
    this.#images = images;
    this.#groups = groups;
  }

  async images(tenantId: string, after: string, most: number): Promise<readonly ArchivedImage[]> {
    const found = [...this.#images.values()]
      .filter(({ image }) => image.tenantId === tenantId && image.urlId > after)
      .sort((a, b) => (a.image.urlId < b.image.urlId ? -1 : 1))
      .slice(0, most);
    return await Promise.all(
      found.map(async ({ facts, image }) => ({
        urlId: image.urlId,
        facts,
        groups: await this.#groups.groupsOf(image),
      })),
    );
  }

  async comments(
    image: ImageKey,
    conversationId: string,
    after: number,
    most: number,
  ): Promise<readonly KeptComment[]> {
    const all = [...(this.#images.get(imageKeyText(image))?.comments.values() ?? [])];
    return all
      .filter((placed) => placed.conversationId === conversationId && placed.comment.seq > after)
      .map(({ comment }) => comment)
      .sort((a, b) => a.seq - b.seq)
      .slice(0, most);
  }
}
