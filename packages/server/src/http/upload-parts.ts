import type { Files } from '@imagechat/core/ports/files';

/** Bounds of a picture that is uploaded. */
export interface UploadSettings {
  readonly mostBytes: number;
  /** Width times height. */
  readonly mostPixels: number;
}

/** Where uploads are kept, and how large they may be. */
export interface UploadParts {
  readonly files: Files;
  readonly settings: UploadSettings;
}
