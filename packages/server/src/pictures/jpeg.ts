import { orientationIn, orientationSegment } from './orientation.ts';
import { Bytes, type Picture, joined } from './picture.ts';

const START = 0xd8;
const END = 0xd9;
const SCAN = 0xda;
const EXIF = 0xe1;

/** Tables and settings the pixels need: quantisation, Huffman and arithmetic tables, restarts (ITU T.81 §B.2). */
const TABLES = new Set([0xdb, 0xc4, 0xcc, 0xdd]);

/** A marker with what belongs to it, coded pixels included. */
interface Segment {
  readonly marker: number;
  readonly at: number;
  readonly end: number;
}

/** A JPEG without EXIF, XMP, profiles, comments, thumbnails and whatever stands behind its end; how it is to be turned stays. Undefined when it is none. */
export function readJpeg(file: Uint8Array): Picture | undefined {
  const bytes = new Bytes(file);
  if (bytes.byte(0) !== 0xff || bytes.byte(1) !== START || bytes.byte(2) !== 0xff) return undefined;
  const segments = segmentsIn(bytes);
  const frame = segments?.find(({ marker }) => isFrame(marker));
  if (!segments?.some(({ marker }) => marker === SCAN) || !frame || !bytes.has(frame.at, 9)) return undefined;
  const exif = segments.find(({ marker }) => marker === EXIF);
  const orientation = (exif && orientationIn(bytes.slice(exif.at + 4, exif.end))) ?? 1;
  const pieces = segments
    .filter((segment) => isKept(bytes, segment))
    .map(({ at, end }) => bytes.slice(at, end));
  const whole = [Uint8Array.of(0xff, START), ...orientationSegment(orientation), ...pieces];
  const [height, width] = [bytes.view.getUint16(frame.at + 5), bytes.view.getUint16(frame.at + 7)];
  // From 5 on it is to be laid on its side.
  const shown = orientation >= 5 ? { width: height, height: width } : { width, height };
  return { kind: 'jpg', ...shown, bytes: joined([...whole, Uint8Array.of(0xff, END)]) };
}

/** All up to the end of the picture; undefined when it is not made as it should be. */
function segmentsIn(bytes: Bytes): readonly Segment[] | undefined {
  const segments: Segment[] = [];
  let at = 2;
  while (at < bytes.length) {
    const marker = bytes.byte(at + 1);
    if (bytes.byte(at) !== 0xff) return undefined;
    if (marker === END) break;
    // Any number of these may stand before a marker.
    if (marker === 0xff) {
      at++;
      continue;
    }
    const after = at + 2 + (bytes.has(at, 4) ? bytes.view.getUint16(at + 2) : 0);
    if (after < at + 4 || after > bytes.length) return undefined;
    const end = marker === SCAN ? scanEnd(bytes, after) : after;
    segments.push({ marker, at, end });
    at = end;
  }
  return segments;
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function isKept(bytes: Bytes, { at, marker }: Segment): boolean {
  // Adobe's segment says how colours are coded, without which some pictures are shown in wrong ones.
  if (marker === 0xee) return bytes.text(at + 4, 5) === 'Adobe';
  return marker === SCAN || isFrame(marker) || TABLES.has(marker);
}

/** Where the coded pixels end: at the next marker that is neither stuffing nor a restart. */
function scanEnd(bytes: Bytes, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const next = bytes.byte(at + 1);
    if (bytes.byte(at) === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
    at++;
  }
  return at;
}
