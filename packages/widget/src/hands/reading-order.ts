import type { Place } from '@imagechat/protocol/conversation';

/** Markers within this share of the picture's height are on one line, in percent. */
const LINE = 12.5;

/** Line by line from the top, each from the left. */
export function inReadingOrder<Placed extends Place>(places: Iterable<Placed>): Placed[] {
  const line = ({ y }: Place): number => Math.floor(y / LINE);
  return [...places].sort((one, other) => line(one) - line(other) || one.x - other.x);
}
