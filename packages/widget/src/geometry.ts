/** A width and a height in CSS px. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A point in CSS px. */
export interface Point {
  readonly left: number;
  readonly top: number;
}

/** A rectangle in CSS px. */
export interface Box extends Point, Size {}

/** One axis of `object-position`: a share of the free room plus px. */
export interface Offset {
  readonly percent: number;
  readonly px: number;
}

/** How the picture lies in its content box, as the computed style says. */
export interface Fitting {
  /** `object-fit`. */
  readonly fit: string;
  readonly x: Offset;
  readonly y: Offset;
}

const CENTRE: Offset = { percent: 50, px: 0 };

/**
 * Where the picture itself lies (CSS Images 3 §5.5), from the upper left corner of the image's content box. It is
 * larger than the box where it is cropped.
 * @param natural the picture's own size, undefined when it has none (then it fills the box)
 */
export function pictureBox(content: Size, natural: Size | undefined, fitting: Fitting): Box {
  const { width, height } = fitted(content, natural, fitting.fit);
  return {
    left: resolve(fitting.x, content.width - width),
    top: resolve(fitting.y, content.height - height),
    width,
    height,
  };
}

function fitted(content: Size, natural: Size | undefined, fit: string): Size {
  if (!natural || natural.width <= 0 || natural.height <= 0) return content;
  const across = content.width / natural.width;
  const down = content.height / natural.height;
  const contain = Math.min(across, down);
  switch (fit) {
    case 'contain':
      return scaled(natural, contain);
    case 'cover':
      return scaled(natural, Math.max(across, down));
    case 'none':
      return natural;
    case 'scale-down':
      return scaled(natural, Math.min(1, contain));
    default:
      return content;
  }
}

function scaled({ width, height }: Size, factor: number): Size {
  return { width: width * factor, height: height * factor };
}

function resolve({ percent, px }: Offset, room: number): number {
  return (room * percent) / 100 + px;
}

/** Reads a computed `object-position`, such as `50% 50%`, `10px 0%` or `calc(100% - 10px) 50%`. */
export function parseObjectPosition(text: string): Pick<Fitting, 'x' | 'y'> {
  const [x, y] = text.match(/calc\([^)]*\)|\S+/g) ?? [];
  return { x: parseOffset(x), y: parseOffset(y) };
}

function parseOffset(text: string | undefined): Offset {
  if (text === undefined) return CENTRE;
  let percent = 0;
  let px = 0;
  for (const [, sign, number, unit] of text.matchAll(/([+-]?)\s*([\d.]+(?:e-?\d+)?)(%|px)/g)) {
    const value = Number(number) * (sign === '-' ? -1 : 1);
    if (unit === '%') percent += value;
    else px += value;
  }
  return { percent, px };
}

/** The part of `box` inside the area from 0,0 to `area`. */
export function intersection(box: Box, area: Size): Box {
  const left = Math.max(0, box.left);
  const top = Math.max(0, box.top);
  return {
    left,
    top,
    width: Math.max(0, Math.min(area.width, box.left + box.width) - left),
    height: Math.max(0, Math.min(area.height, box.top + box.height) - top),
  };
}
