import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import type { KeptComment } from '../eyes.ts';
import type { Archive, ArchivedImage } from '../ports/archive.ts';
import type { MemoryImageGroups } from './image-groups.ts';
import type { ImageRows } from './image-rows.ts';

/** Reads everything out of memory. */
export class MemoryArchive implements Archive {
  readonly #images: ReadonlyMap<string, ImageRows>;
  readonly #groups: Pick<MemoryImageGroups, 'now' | 'isClosed'>;

  constructor(images: ReadonlyMap<string, ImageRows>, groups: Pick<MemoryImageGroups, 'now' | 'isClosed'>) {
    this.#images = images;
    this.#groups = groups;
  }

  async images(tenantId: string, after: string, most: number): Promise<readonly ArchivedImage[]> {
    const found = [...this.#images.values()]
      .filter(({ image, left }) => !left && image.tenantId === tenantId && image.urlId > after)
      .sort((a, b) => (a.image.urlId < b.image.urlId ? -1 : 1))
      .slice(0, most);
    return found.map((rows) => this.#archived(rows));
  }

  async image(image: ImageKey): Promise<ArchivedImage | undefined> {
    const rows = this.#images.get(imageKeyText(image));
    return rows && this.#archived(rows);
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

  #archived({ facts, image }: ImageRows): ArchivedImage {
    const [groups, closed] = [this.#groups.now(image), this.#groups.isClosed(image)];
    return { urlId: image.urlId, facts, groups, closed };
  }
}
