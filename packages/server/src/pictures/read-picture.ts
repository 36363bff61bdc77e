import { readGif } from './gif.ts';
import { readJpeg } from './jpeg.ts';
import type { Picture } from './picture.ts';
import { readPng } from './png.ts';
import { readWebp } from './webp.ts';

/** Longest edge, in pixels, that is taken: what an upload's id has room for. */
const LONGEST_EDGE = 32_767;

/**
 * Says by its content what picture a file is, and takes out of it all that is not needed to show it: where and when and with what it was made, texts,
 * profiles, thumbnails, whatever is hidden between or behind. What it is called and said to be does not count. Undefined for everything that is no whole PNG,
 * JPEG, GIF or WebP; the time it takes is linear.
 */
export function readPicture(file: Uint8Array): Picture | undefined {
  const picture = readPng(file) ?? readJpeg(file) ?? readGif(file) ?? readWebp(file);
  if (!picture) return undefined;
  const { width, height } = picture;
  const isSized = width > 0 && height > 0 && width <= LONGEST_EDGE && height <= LONGEST_EDGE;
  return isSized ? picture : undefined;
}
