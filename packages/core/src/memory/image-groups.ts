import { type ImageKey, imageKeyText } from '@imagechat/protocol/ids';
import type { ImageGroups } from '../ports/image-groups.ts';

/** Groups of images kept in memory. */
export class MemoryImageGroups implements ImageGroups {
  readonly #groups = new Map<string, readonly string[]>();
  readonly #closed = new Set<string>();
  /** Told of every change, for whoever answers for the version. */
  changed: () => void = () => undefined;

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

  /** Forgets the groups of a tenant's images. */
  removeTenant(id: string): void {
    for (const key of this.#groups.keys()) if (key.startsWith(`${id}/`)) this.#groups.delete(key);
    for (const key of this.#closed) if (key.startsWith(`${id}/`)) this.#closed.delete(key);
  }
}
