import type { Place } from '@imagechat/protocol/conversation';
import type { Size } from '../geometry.ts';

/** Something at a place, with an id. */
export interface Placed extends Place {
  readonly id: string;
}

/**
 * Which places lie so near to one another that only the last of them could be seen: lists of two and more ids, each in the order given.
 * Neighbours on two sides of a line between cells stay apart; whoever points at one of them still gets both.
 * @param near the edges of a cell, in percent of the picture's width and height
 */
export function stacksOf(places: Iterable<Placed>, near: Size): string[][] {
  const cells = new Map<string, string[]>();
  for (const { id, x, y } of places) {
    const cell = `${Math.round(x / near.width)} ${Math.round(y / near.height)}`;
    const stack = cells.get(cell);
    if (stack) stack.push(id);
    else cells.set(cell, [id]);
  }
  return [...cells.values()].filter(({ length }) => length > 1);
}

/** A step from where something lies, in px. */
export interface Step {
  readonly right: number;
  readonly down: number;
}

const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** Where `count` things of `edge` px go so that none covers another: the first stays, the others are on a spiral about it. */
export function fanOut(count: number, edge: number): Step[] {
  return Array.from({ length: count }, (_, at) => {
    const far = (edge + 4) * Math.sqrt(at);
    return { right: far * Math.cos(at * GOLDEN), down: far * Math.sin(at * GOLDEN) };
  });
}
