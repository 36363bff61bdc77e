import {
  type Box,
  type Point,
  type Size,
  intersection,
  parseObjectPosition,
  pictureBox,
} from './geometry.ts';

/** What of an image can be seen and where its picture lies, in the image's own (untransformed, unzoomed) px. */
export interface Measured {
  /** The image's border box. */
  readonly border: Size;
  /** The visible part of the picture, from the border box's upper left corner. */
  readonly frame: Box;
  /** The whole picture, from the frame's upper left corner; larger than the frame where it is cropped. */
  readonly picture: Box;
  readonly style: CSSStyleDeclaration;
}

/** Measures an image; undefined while there is nothing to see of it. */
export function measure(image: HTMLImageElement): Measured | undefined {
  const style = getComputedStyle(image);
  const px = (name: string): number => Number.parseFloat(style.getPropertyValue(name)) || 0;
  const edge = (side: string): number => px(`padding-${side}`) + px(`border-${side}-width`);
  const [top, right, bottom, left] = [edge('top'), edge('right'), edge('bottom'), edge('left')];
  const inside = style.boxSizing === 'border-box' ? 1 : 0;
  const content = {
    width: px('width') - inside * (left + right),
    height: px('height') - inside * (top + bottom),
  };
  const isSeen =
    image.complete && image.isConnected && style.visibility === 'visible' && style.opacity !== '0';
  if (!isSeen || !(content.width > 0) || !(content.height > 0)) return undefined;
  const natural = { width: image.naturalWidth, height: image.naturalHeight };
  const box = pictureBox(content, natural, {
    fit: style.objectFit,
    ...parseObjectPosition(style.objectPosition),
  });
  const seen = intersection(box, content);
  return {
    border: { width: content.width + left + right, height: content.height + top + bottom },
    frame: { ...seen, left: seen.left + left, top: seen.top + top },
    picture: { ...box, left: box.left - seen.left, top: box.top - seen.top },
    style,
  };
}

/** Where points of the screen are: the corners of elements without extent, exact under any transform. */
export function cornersOf(probes: readonly Element[]): Point[] {
  return probes.map((probe) => probe.getBoundingClientRect());
}

/** Where the middle of an element's border box is on the screen; no turn or scale about it moves it. */
export function middleOf(element: Element): Point {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { left: left + width / 2, top: top + height / 2 };
}

/**
 * Takes a step on the screen back through the transforms of whatever holds `axes`: a corner, a point one px right of
 * it and one that is one px below it, both times `far`. Undefined when it is seen from the side.
 */
export function backThrough(axes: readonly Point[], far: number, step: Point): Point | undefined {
  const [corner, right, down] = axes;
  if (!corner || !right || !down) return undefined;
  const [ax, ay] = [(right.left - corner.left) / far, (right.top - corner.top) / far];
  const [bx, by] = [(down.left - corner.left) / far, (down.top - corner.top) / far];
  const area = ax * by - bx * ay;
  if (Math.abs(area) < 1e-9) return undefined;
  const { left: x, top: y } = step;
  return { left: (x * by - bx * y) / area, top: (ax * y - x * ay) / area };
}
