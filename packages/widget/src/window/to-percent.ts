import type { Place } from '@imagechat/protocol/conversation';
import type { Point } from '../geometry.ts';

/** Four corners on the screen: upper left, upper right, lower right, lower left. */
export type Quad = readonly [Point, Point, Point, Point];

/**
 * Undoes whatever transformed a rectangle into `quad` (turned, scaled, skewed, in perspective): where a point of
 * the screen lies in the rectangle, in percent, unbounded. Undefined when the quad has no area.
 */
export function toPercent(quad: Quad, at: Point): Place | undefined {
  const [a, b, c, d] = quad;
  // The projective map of the unit square onto the quad (Heckbert 1989, §2.2.3): (g, h) is 0 unless in perspective.
  const [sumX, sumY] = [a.left - b.left + c.left - d.left, a.top - b.top + c.top - d.top];
  const [dx1, dy1] = [b.left - c.left, b.top - c.top];
  const [dx2, dy2] = [d.left - c.left, d.top - c.top];
  const area = dx1 * dy2 - dx2 * dy1;
  if (Math.abs(area) < 1e-9) return undefined;
  const g = (sumX * dy2 - dx2 * sumY) / area;
  const h = (dx1 * sumY - sumX * dy1) / area;
  // u and v solve two linear equations once the perspective's denominator is multiplied out.
  const [x, y] = [at.left - a.left, at.top - a.top];
  const [ux, vx] = [b.left - a.left + g * (b.left - at.left), d.left - a.left + h * (d.left - at.left)];
  const [uy, vy] = [b.top - a.top + g * (b.top - at.top), d.top - a.top + h * (d.top - at.top)];
  const det = ux * vy - vx * uy;
  if (Math.abs(det) < 1e-9) return undefined;
  return { x: (100 * (x * vy - vx * y)) / det, y: (100 * (ux * y - x * uy)) / det };
}

/** The same for a picture's corners, of which there are none while it cannot be seen. */
export function placeOn(corners: readonly Point[], at: Point): Place | undefined {
  const [a, b, c, d] = corners;
  return a && b && c && d && toPercent([a, b, c, d], at);
}

/** True when a place lies on the picture. */
export function isOnPicture({ x, y }: Place): boolean {
  return x >= 0 && x <= 100 && y >= 0 && y <= 100;
}
