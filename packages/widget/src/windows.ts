import type { Point } from './geometry.ts';
import type { Talk } from './talk.ts';

/** What windows are given of the picture they belong to. */
export interface WindowParts {
  readonly talk: Talk;
  readonly image: HTMLImageElement;
  /** Where windows are mounted, inside the shadow root. */
  readonly root: HTMLElement;
  /** The button a window belongs to. */
  marker(id: string): HTMLElement | undefined;
  /** Where the picture's corners are on the screen: upper left, upper right, lower right, lower left. */
  corners(): readonly Point[];
  /** A press on the image that came before the windows did. */
  readonly press: Event | undefined;
}

/** What the file with the windows exports. */
export interface WindowModule {
  /** Shows previews and windows as the talk says; returns what takes them away. */
  mountWindows(parts: WindowParts): () => void;
}
