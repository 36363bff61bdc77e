/** The kinds of pictures that are taken, with the media type each is served with. */
export const PICTURE_TYPES = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
} as const;

/** One of the kinds. */
export type PictureKind = keyof typeof PICTURE_TYPES;

/** A picture with nothing in it but what is needed to show it. */
export interface Picture {
  readonly kind: PictureKind;
  /** In pixels, as it is shown: after what the camera said about turning it. */
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Reads a file's bytes; every read is held against the end, so that a length that lies is found out. */
export class Bytes {
  readonly all: Uint8Array;
  readonly view: DataView;

  constructor(all: Uint8Array) {
    this.all = all;
    this.view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  }

  get length(): number {
    return this.all.length;
  }

  /** True when so many bytes are there from this place on. */
  has(at: number, count: number): boolean {
    return at >= 0 && count >= 0 && at + count <= this.all.length;
  }

  /** The byte at a place, -1 behind the end. */
  byte(at: number): number {
    return this.all[at] ?? -1;
  }

  /** Characters of one byte each. */
  text(at: number, count: number): string {
    return String.fromCharCode(...this.all.subarray(at, at + count));
  }

  slice(at: number, end: number): Uint8Array {
    return this.all.subarray(at, end);
  }
}

/** Pieces one after the other. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
