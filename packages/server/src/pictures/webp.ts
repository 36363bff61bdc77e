import { Bytes, type Picture, joined } from './picture.ts';

/** Chunks that make the picture (RFC 9649 §2.7); ICCP, EXIF, XMP and unknown ones go. */
const KEPT = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF']);
/** What a frame of an animation may hold. */
const KEPT_IN_FRAMES = new Set(['VP8 ', 'VP8L', 'ALPH']);
/** Bits of VP8X that announce a profile, EXIF and XMP. */
const METADATA = 0x20 | 0x08 | 0x04;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A WebP without profile, EXIF, XMP and whatever stands behind its end; undefined when it is none. */
export function readWebp(file: Uint8Array): Picture | undefined {
  const bytes = new Bytes(file);
  if (bytes.text(0, 4) !== 'RIFF' || bytes.text(8, 4) !== 'WEBP' || !bytes.has(0, 12)) return undefined;
  const end = 8 + bytes.view.getUint32(4, true);
  const chunks = chunksIn(bytes, 12, Math.min(end, bytes.length), KEPT);
  const size = chunks && sizeIn(chunks);
  if (!chunks || !size || !chunks.some((chunk) => /^(VP8 |VP8L|ANMF)$/.test(chunk.text(0, 4))))
    return undefined;
  const content = chunks.map(cleaned);
  if (content.includes(undefined)) return undefined;
  const pieces = content.filter((piece) => piece !== undefined);
  return { kind: 'webp', ...size, bytes: riff('RIFF', [text('WEBP'), ...pieces]) };
}

/** The chunks of these kinds, each with its header and padded to an even length; undefined when one is cut off. */
function chunksIn(bytes: Bytes, from: number, end: number, kept: ReadonlySet<string>): Bytes[] | undefined {
  const chunks: Bytes[] = [];
  let at = from;
  while (at + 8 <= end) {
    const length = bytes.view.getUint32(at + 4, true);
    if (at + 8 + length > end) return undefined;
    if (kept.has(bytes.text(at, 4))) chunks.push(new Bytes(bytes.slice(at, at + 8 + length)));
    at += 8 + length + (length % 2);
  }
  return chunks;
}

function cleaned(chunk: Bytes): Uint8Array | undefined {
  const kind = chunk.text(0, 4);
  if (kind === 'VP8X') {
    const copy = Uint8Array.from(chunk.all);
    copy[8] = (copy[8] ?? 0) & ~METADATA;
    return copy;
  }
  if (kind !== 'ANMF') return padded(chunk.all);
  if (!chunk.has(8, 16)) return undefined;
  const inside = chunksIn(chunk, 24, chunk.length, KEPT_IN_FRAMES);
  return inside && riff('ANMF', [chunk.slice(8, 24), ...inside.map(({ all }) => padded(all))]);
}

function sizeIn([first]: readonly Bytes[]): Size | undefined {
  if (!first?.has(8, 10))
    return first?.text(0, 4) === 'VP8L' && first.has(8, 5) ? losslessSize(first) : undefined;
  switch (first.text(0, 4)) {
    case 'VP8X':
      return { width: 1 + uint24(first, 12), height: 1 + uint24(first, 15) };
    case 'VP8L':
      return losslessSize(first);
    case 'VP8 ': {
      // A key frame begins so (RFC 6386 §9.1).
      if (uint24(first, 11) !== 0x2a019d) return undefined;
      return {
        width: first.view.getUint16(14, true) & 0x3fff,
        height: first.view.getUint16(16, true) & 0x3fff,
      };
    }
    default:
      return undefined;
  }
}

function losslessSize(chunk: Bytes): Size | undefined {
  if (chunk.byte(8) !== 0x2f) return undefined;
  const bits = chunk.view.getUint32(9, true);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}

function uint24(bytes: Bytes, at: number): number {
  return bytes.byte(at) + bytes.byte(at + 1) * 0x100 + bytes.byte(at + 2) * 0x10000;
}

function riff(kind: string, content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = joined(content);
  const head = new Uint8Array(8);
  head.set(text(kind));
  new DataView(head.buffer).setUint32(4, body.length, true);
  return joined([head, padded(body)]);
}

function padded(piece: Uint8Array): Uint8Array {
  return piece.length % 2 === 0 ? piece : joined([piece, Uint8Array.of(0)]);
}

function text(characters: string): Uint8Array {
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}
