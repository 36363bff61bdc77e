import type { MentionClaim } from '@imagechat/protocol/written';

/** Most nodes of one body; marks after them stay as they were written. */
export const MOST_NODES = 400;

/** Deepest nesting of lists and quotations, and of styles and links in a line. */
export const DEEPEST = { blocks: 4, inlines: 8 } as const;

/** What the parts of one reading share. */
export interface Reading {
  /** People the text may mention, the longest name first. */
  readonly mentions: readonly MentionClaim[];
  /** How often anything was looked at: what a reading costs, counted because time cannot be tested. */
  steps: number;
  nodes: number;
  /** A mark was taken for a plain character, so the text alone does not say what is meant. */
  escaped: boolean;
}
