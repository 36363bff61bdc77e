import { uploadsIn } from '@imagechat/protocol/body';
import type { Comment } from '@imagechat/protocol/comment';
import type { FileName } from '../ports/files.ts';
import type { UploadUses } from '../ports/upload-uses.ts';

/** Remembers which comments show which uploads. Nothing that was taken away is forgotten. */
export class MemoryUploadUses implements UploadUses {
  /** Uploads by comment, both with their tenant. */
  readonly #shown = new Map<string, ReadonlySet<string>>();

  /** A comment was written, or written anew. */
  write(tenantId: string, { id, body = [] }: Comment): void {
    this.#shown.set(`${tenantId}/${id}`, new Set(uploadsIn(body).map((upload) => `${tenantId}/${upload}`)));
  }

  async unused(uploads: readonly FileName[]): Promise<readonly FileName[]> {
    const shown = [...this.#shown.values()];
    return uploads.filter(({ tenantId, id }) => !shown.some((some) => some.has(`${tenantId}/${id}`)));
  }
}
