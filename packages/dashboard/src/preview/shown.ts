import type { SnippetKind, SnippetOptions } from '../pages/snippets.ts';

/** What the page around tells the frame to show. */
export interface Shown {
  readonly kind: SnippetKind;
  readonly tenantId: string;
  readonly options: SnippetOptions;
  readonly isDark: boolean;
  /** What is on the pictures already, the oldest first: who says what. */
  readonly said: readonly (readonly [name: string, text: string])[];
  /** How the pictures are read out. */
  readonly pictures: string;
}

/** What the frame tells the page around: it can be told now. */
export const READY = 'imagechat-preview-ready';
