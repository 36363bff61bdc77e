import { Bytes, type Picture, joined } from './picture.ts';

const SIGNATURE = '\x89PNG\r\n\x1a\n';

/** Chunks that make the picture: its pixels, their colours and transparency, its animation (PNG, third edition, §11). */
const KEPT = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'cICP', 'acTL', 'fcTL', 'fdAT'],
]);

/** A PNG without texts, times, profiles, EXIF and whatever stands behind its end; undefined when it is none. */
export function readPng(file: Uint8Array): Picture | undefined {
  const bytes = new Bytes(file);
  if (bytes.text(0, 8) !== SIGNATURE || bytes.text(12, 4) !== 'IHDR' || !bytes.has(8, 25)) return undefined;
  const [width, height] = [bytes.view.getUint32(16), bytes.view.getUint32(20)];
  const pieces = [bytes.slice(0, 8)];
  let hasPixels = false;
  for (let at = 8; bytes.has(at, 12); ) {
    const end = at + 12 + bytes.view.getUint32(at);
    const type = bytes.text(at + 4, 4);
    if (end > bytes.length) return undefined;
    if (KEPT.has(type)) pieces.push(bytes.slice(at, end));
    // A chunk without which the picture cannot be shown, and which nobody knows.
    else if (/^[A-Z]/.test(type)) return undefined;
    hasPixels ||= type === 'IDAT';
    if (type === 'IEND') return hasPixels ? { kind: 'png', width, height, bytes: joined(pieces) } : undefined;
    at = end;
  }
  return undefined;
}
