import type { UsageFigure } from '@imagechat/protocol/dashboard';
import type { Words } from '../text/en.ts';

/** The figures one can look at as a chart. */
export const FIGURES: readonly (readonly [UsageFigure, keyof Words])[] = [
  ['pubSubMessageCount', 'figureMessages'],
  ['pubSubBandwidth', 'figureBandwidth'],
  ['conversationCreateCount', 'figureConversations'],
  ['commentCreateCount', 'figureComments'],
  ['connectionPeak', 'figurePeak'],
  ['framesSaved', 'figureSaved'],
];
