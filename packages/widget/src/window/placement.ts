import type { Box, Size } from '../geometry.ts';

/** On which side of its marker a window opens, in the contract's words. */
export type Side = 'to-right' | 'to-left' | 'to-bottom' | 'to-top';

/** Where a window goes on the screen, and how far along its edge the arrow sits; all in px. */
export interface Placement {
  readonly side: Side;
  readonly left: number;
  readonly top: number;
  readonly arrow: number;
}

/** Room between marker and window; the arrow's point lies in it. */
export const GAP = 12;
/** Room kept to the edge of the screen. */
export const MARGIN = 8;
/** The arrow's centre stays this far from a window's corners: radius plus half the arrow. */
const ARROW_INSET = 24;

/** In the order in which they are tried. */
export const SIDES: readonly Side[] = ['to-right', 'to-left', 'to-bottom', 'to-top'];

/**
 * Where a window opens beside its marker: the first side with room for it where the arrow meets the marker's middle,
 * else the first with room, else the one with the most. It is on the screen, whole, as long as any of its marker is,
 * and leaves with it.
 * @param screen the visible part of the page
 * @param preferred the side it has now, kept while it fits
 */
export function placeWindow(marker: Box, size: Size, screen: Box, preferred?: Side): Placement {
  const x = beyond(marker.left, marker.width, screen.left, screen.width);
  const y = beyond(marker.top, marker.height, screen.top, screen.height);
  const { width, height } = marker;
  const seen = { left: marker.left - x, top: marker.top - y, width, height };
  const side = chooseSide(seen, size, screen, preferred);
  const isBeside = isAcross(side);
  const wanted = {
    left: isBeside ? outside(side, seen.left, seen.width, size.width) : middle(seen).x - size.width / 2,
    top: isBeside ? middle(seen).y - size.height / 2 : outside(side, seen.top, seen.height, size.height),
  };
  const left = clamp(wanted.left, screen.left + MARGIN, screen.left + screen.width - MARGIN - size.width);
  const top = clamp(wanted.top, screen.top + MARGIN, screen.top + screen.height - MARGIN - size.height);
  const arrow = isBeside ? tip(middle(seen).y - top, size.height) : tip(middle(seen).x - left, size.width);
  return { side, left: left + x, top: top + y, arrow };
}

function chooseSide(marker: Box, size: Size, screen: Box, preferred?: Side): Side {
  const room = roomBeside(marker, screen);
  const spare = (side: Side): number =>
    room[side] - (isAcross(side) ? size.width : size.height) - GAP - MARGIN;
  const { x, y } = middle(marker);
  const edge = MARGIN + ARROW_INSET;
  const meets = (side: Side): boolean =>
    isAcross(side)
      ? y >= screen.top + edge && y <= screen.top + screen.height - edge
      : x >= screen.left + edge && x <= screen.left + screen.width - edge;
  const fitting = (preferred ? [preferred, ...SIDES] : SIDES).filter((side) => spare(side) >= 0);
  return (
    fitting.find(meets) ??
    fitting[0] ??
    SIDES.reduce((best, side) => (spare(side) > spare(best) ? side : best))
  );
}

function isAcross(side: Side): boolean {
  return side === 'to-right' || side === 'to-left';
}

function roomBeside(marker: Box, screen: Box): Record<Side, number> {
  return {
    'to-right': screen.left + screen.width - marker.left - marker.width,
    'to-left': marker.left - screen.left,
    'to-bottom': screen.top + screen.height - marker.top - marker.height,
    'to-top': marker.top - screen.top,
  };
}

function middle({ left, top, width, height }: Box): { x: number; y: number } {
  return { x: left + width / 2, y: top + height / 2 };
}

/** True when two boxes have a point in common. */
export function overlap(one: Box, other: Box): boolean {
  return (
    Math.abs(middle(one).x - middle(other).x) * 2 < one.width + other.width &&
    Math.abs(middle(one).y - middle(other).y) * 2 < one.height + other.height
  );
}

/** One axis: how far beyond the screen a marker is of which nothing can be seen; negative before its start. */
function beyond(at: number, length: number, start: number, room: number): number {
  return Math.min(0, at + length - start) + Math.max(0, at - start - room);
}

/** One axis: where a window begins that lies after or before its marker. */
function outside(side: Side, at: number, length: number, own: number): number {
  return side === 'to-right' || side === 'to-bottom' ? at + length + GAP : at - GAP - own;
}

/** The arrow as near to the marker's middle as the corners let it. */
function tip(at: number, length: number): number {
  const inset = Math.min(ARROW_INSET, length / 2);
  return clamp(at, inset, length - inset);
}

/** `value` between the bounds; the lower one wins when they cross. */
function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
