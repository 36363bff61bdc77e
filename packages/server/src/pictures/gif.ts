import { Bytes, type Picture, joined } from './picture.ts';

const TRAILER = 0x3b;
const IMAGE = 0x2c;
const EXTENSION = 0x21;
const CONTROL = 0xf9;
const APPLICATION = 0xff;

/** A GIF without comments, texts and foreign blocks; how often it repeats stays (GIF89a specification). Undefined when it is none. */
export function readGif(file: Uint8Array): Picture | undefined {
  const bytes = new Bytes(file);
  if (!/^GIF8[79]a$/.test(bytes.text(0, 6)) || !bytes.has(0, 13)) return undefined;
  const [width, height] = [bytes.view.getUint16(6, true), bytes.view.getUint16(8, true)];
  let at = 13 + tableLength(bytes.byte(10));
  const pieces = [bytes.slice(0, at)];
  let hasPixels = false;
  while (at < bytes.length) {
    const kind = bytes.byte(at);
    if (kind === TRAILER) break;
    const end = partEnd(bytes, at, kind);
    if (end === undefined) return undefined;
    hasPixels ||= kind === IMAGE;
    if (kind === IMAGE || isKept(bytes, at)) pieces.push(bytes.slice(at, end));
    at = end;
  }
  if (!hasPixels) return undefined;
  return { kind: 'gif', width, height, bytes: joined([...pieces, Uint8Array.of(TRAILER)]) };
}

/** Where an image or an extension ends; undefined for what is neither. */
function partEnd(bytes: Bytes, at: number, kind: number): number | undefined {
  if (kind === IMAGE) return imageEnd(bytes, at);
  return kind === EXTENSION ? blocksEnd(bytes, at + 2) : undefined;
}

function isKept(bytes: Bytes, at: number): boolean {
  const label = bytes.byte(at + 1);
  if (label === CONTROL) return true;
  return label === APPLICATION && /^(NETSCAPE2\.0|ANIMEXTS1\.0)$/.test(bytes.text(at + 3, 11));
}

function tableLength(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function imageEnd(bytes: Bytes, at: number): number | undefined {
  if (!bytes.has(at, 10)) return undefined;
  return blocksEnd(bytes, at + 11 + tableLength(bytes.byte(at + 9)));
}

/** Where a row of sub-blocks ends; undefined when the file does so first. */
function blocksEnd(bytes: Bytes, from: number): number | undefined {
  let at = from;
  while (at < bytes.length) {
    const length = bytes.byte(at);
    at += length + 1;
    if (length === 0) return at;
  }
  return undefined;
}
