import type { FileName } from './files.ts';

/** Says which uploads are shown. */
export interface UploadUses {
  /** Those of these uploads that no comment shows, not even one that was taken away and can still be brought back. Rejects only when the engine cannot read. */
  unused(uploads: readonly FileName[]): Promise<readonly FileName[]>;
}
