import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import type { ImageGroups, Renaming } from '../ports/image-groups.ts';
import { type ImageRows, noRows } from './image-rows.ts';

/** What was decided about images, kept in memory. */
export class MemoryImageGroups implements ImageGroups {
  readonly #groups = new Map<string, readonly string[]>();
  readonly #closed = new Set<string>();
  readonly #images: Map<string, ImageRows>;
  /** Told of every change, for whoever answers for the version. */
  changed: () => void = () => undefined;
  /** Told when an image has another name. */
  renamed: (image: ImageKey, to: ImageKey) => void = () => undefined;

  /** @param images the images by their keys; renaming changes them */
  constructor(images: Map<string, ImageRows>) {
    this.#images = images;
  }

  /** What {@link groupsOf} resolves with. */
  now(image: ImageKey): readonly string[] | null {
    return this.#groups.get(imageKeyText(image)) ?? null;
  }

  async groupsOf(image: ImageKey): Promise<readonly string[] | null> {
    return this.now(image);
  }

  async setGroups(image: ImageKey, groups: readonly string[] | null): Promise<void> {
    if (groups) this.#groups.set(imageKeyText(image), groups);
    else this.#groups.delete(imageKeyText(image));
    this.changed();
  }

  /** Whether only moderators write on an image. */
  isClosed(image: ImageKey): boolean {
    return this.#closed.has(imageKeyText(image));
  }

  async setClosed(image: ImageKey, closed: boolean): Promise<void> {
    if (closed) this.#closed.add(imageKeyText(image));
    else this.#closed.delete(imageKeyText(image));
  }

  async rename(image: ImageKey, to: string): Promise<Renaming> {
    const target: ImageKey = { tenantId: image.tenantId, urlId: to };
    const rows = this.#images.get(imageKeyText(image));
    if (!rows || rows.left) return 'unknown';
    const there = this.#images.get(imageKeyText(target));
    if ((there && !there.left) || this.now(target) || this.isClosed(target)) return 'taken';
    const moved: ImageRows = { ...rows, image: target, ...(there ? aboveAll(rows, there) : {}) };
    this.#images.set(imageKeyText(target), moved);
    const left = noRows(image, rows.facts);
    this.#images.set(imageKeyText(image), { ...left, head: rows.head + 1, left: true });
    const groups = this.now(image);
    if (groups) this.#groups.set(imageKeyText(target), groups);
    if (this.isClosed(image)) this.#closed.add(imageKeyText(target));
    this.#groups.delete(imageKeyText(image));
    this.#closed.delete(imageKeyText(image));
    this.renamed(image, target);
    this.changed();
    return 'renamed';
  }

  /** Forgets the groups of a tenant's images. */
  removeTenant(id: string): void {
    for (const key of this.#groups.keys()) if (key.startsWith(`${id}/`)) this.#groups.delete(key);
    for (const key of this.#closed) if (key.startsWith(`${id}/`)) this.#closed.delete(key);
  }
}

/** Where an image goes on whose new name somebody may hold a cursor of: its log does not lead there. */
function aboveAll(rows: ImageRows, there: ImageRows): Pick<ImageRows, 'head' | 'log'> {
  return { head: Math.max(rows.head, there.head) + 1, log: [] };
}
