import { Bytes } from './picture.ts';

const HEADER = 'Exif\0\0';
const TAG = 0x0112;
const SHORT = 3;
/** Entries looked at in a directory; cameras write some dozens. */
const MOST_ENTRIES = 200;

/** How an EXIF segment's content says the picture is to be turned, 1 to 8 (Exif 2.32 §4.6.4); undefined when it does not. */
export function orientationIn(content: Uint8Array): number | undefined {
  if (new Bytes(content).text(0, HEADER.length) !== HEADER) return undefined;
  const tiff = new Bytes(content.subarray(HEADER.length));
  const order = tiff.text(0, 2);
  if ((order !== 'II' && order !== 'MM') || !tiff.has(0, 8)) return undefined;
  const little = order === 'II';
  const directory = tiff.view.getUint32(4, little);
  if (!tiff.has(directory, 2)) return undefined;
  const count = Math.min(MOST_ENTRIES, tiff.view.getUint16(directory, little));
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + entry * 12;
    if (!tiff.has(at, 12)) return undefined;
    if (tiff.view.getUint16(at, little) !== TAG || tiff.view.getUint16(at + 2, little) !== SHORT) continue;
    const value = tiff.view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** An EXIF segment that says how to turn the picture and nothing else; none for a picture that stands upright. */
export function orientationSegment(orientation: number): readonly Uint8Array[] {
  if (orientation === 1) return [];
  const header = [...HEADER].map((character) => character.charCodeAt(0));
  const tiff = [
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    0,
    1,
    0x01,
    0x12,
    0,
    SHORT,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  const length = 2 + header.length + tiff.length;
  return [Uint8Array.of(0xff, 0xe1, 0, length, ...header, ...tiff)];
}
