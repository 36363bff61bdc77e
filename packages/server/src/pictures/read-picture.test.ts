import { expect, test } from 'bun:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { joined } from './picture.ts';
import { readPicture } from './read-picture.ts';

const SECRET = 'SECRET 52.5163N 13.3777E';

const latin = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const u16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 255);
const u32 = (value: number): Uint8Array => joined([u16(value >>> 16), u16(value & 0xffff)]);
const le16 = (value: number): Uint8Array => Uint8Array.of(value & 255, value >> 8);
const le32 = (value: number): Uint8Array => joined([le16(value & 0xffff), le16(value >>> 16)]);

function png(...extra: readonly Uint8Array[]): Uint8Array {
  const ihdr = pngChunk('IHDR', joined([u32(3), u32(2), Uint8Array.of(8, 0, 0, 0, 0)]));
  const idat = pngChunk('IDAT', deflateSync(new Uint8Array(8)));
  return joined([latin('\x89PNG\r\n\x1a\n'), ihdr, ...extra, idat, pngChunk('IEND', new Uint8Array())]);
}

function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const body = joined([latin(type), data]);
  return joined([u32(data.length), body, u32(Bun.hash.crc32(body))]);
}

const segment = (marker: number, data: Uint8Array): Uint8Array =>
  joined([Uint8Array.of(0xff, marker), u16(data.length + 2), data]);

/** What a camera writes: how to turn the picture, in either order of bytes, and where it was taken. */
function exif(orientation: number, little: boolean): Uint8Array {
  const [short, long] = little ? [le16, le32] : [u16, u32];
  const entry = joined([short(0x0112), short(3), long(1), short(orientation), short(0)]);
  const tiff = joined([
    latin(little ? 'II' : 'MM'),
    short(42),
    long(8),
    short(1),
    entry,
    long(0),
    latin(SECRET),
  ]);
  return segment(0xe1, joined([latin('Exif\0\0'), tiff]));
}

function jpeg(...extra: readonly Uint8Array[]): Uint8Array {
  const frame = segment(0xc0, joined([Uint8Array.of(8), u16(2), u16(3), Uint8Array.of(1, 1, 0x11, 0)]));
  const scan = joined([
    segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0)),
    Uint8Array.of(1, 0xff, 0, 2, 0xff, 0xd0, 3),
  ]);
  return joined([
    Uint8Array.of(0xff, 0xd8),
    ...extra,
    segment(0xdb, new Uint8Array(65)),
    frame,
    scan,
    Uint8Array.of(0xff, 0xd9),
  ]);
}

function gif(...extra: readonly Uint8Array[]): Uint8Array {
  const screen = joined([
    latin('GIF89a'),
    le16(3),
    le16(2),
    Uint8Array.of(0x80, 0, 0, 0, 0, 0, 255, 255, 255),
  ]);
  const image = joined([
    Uint8Array.of(0x2c, 0, 0, 0, 0),
    le16(3),
    le16(2),
    Uint8Array.of(0, 2, 2, 0x84, 0x51, 0),
  ]);
  return joined([screen, ...extra, image, Uint8Array.of(0x3b)]);
}

const block = (text: string): Uint8Array => joined([Uint8Array.of(text.length), latin(text)]);
const loop = joined([Uint8Array.of(0x21, 0xff), block('NETSCAPE2.0'), Uint8Array.of(3, 1, 0, 0, 0)]);

const riffChunk = (kind: string, data: Uint8Array): Uint8Array =>
  joined([latin(kind), le32(data.length), data, new Uint8Array(data.length % 2)]);

function webp(...chunks: readonly Uint8Array[]): Uint8Array {
  return riffChunk('RIFF', joined([latin('WEBP'), ...chunks]));
}

const vp8l = riffChunk('VP8L', joined([Uint8Array.of(0x2f), le32(2 | (1 << 14)), Uint8Array.of(7)]));
const vp8 = riffChunk(
  'VP8 ',
  joined([Uint8Array.of(0, 0, 0, 0x9d, 1, 0x2a), le16(3), le16(2), Uint8Array.of(7)]),
);
const vp8x = (flags: number) => riffChunk('VP8X', joined([Uint8Array.of(flags, 0, 0, 0, 2, 0, 0, 1, 0, 0)]));

const told = (file: Uint8Array): string => {
  const picture = readPicture(file);
  return picture ? `${picture.kind} ${picture.width}x${picture.height}` : 'nothing';
};
const kept = (file: Uint8Array): string => Buffer.from(readPicture(file)?.bytes ?? []).toString('latin1');

test('a picture is known by what is in it, with its size', () => {
  expect([png(), jpeg(), gif(), webp(vp8l), webp(vp8), webp(vp8x(0), vp8)].map(told)).toEqual([
    ...['png 3x2', 'jpg 3x2', 'gif 3x2', 'webp 3x2', 'webp 3x2', 'webp 3x2'],
  ]);
});

test('what is clean stays as it is, byte by byte, and what was cleaned is clean', () => {
  for (const file of [png(), jpeg(), gif(loop), webp(vp8l), webp(vp8x(0x10), vp8)])
    expect(readPicture(file)?.bytes).toEqual(Uint8Array.from(file));
  for (const file of dirty) {
    const once = readPicture(file)?.bytes ?? new Uint8Array();
    expect(readPicture(once)?.bytes).toEqual(once);
  }
});

/** Pictures with everything in them that nobody needs to see them. */
const dirty = [
  png(pngChunk('tEXt', latin(SECRET)), pngChunk('eXIf', latin(SECRET)), pngChunk('iCCP', latin(SECRET))),
  jpeg(
    segment(0xe0, latin('JFIF\0')),
    exif(1, true),
    segment(0xe2, latin(SECRET)),
    segment(0xfe, latin(SECRET)),
  ),
  jpeg(segment(0xe1, latin(`http://ns.adobe.com/xap/1.0/\0${SECRET}`)), segment(0xed, latin(SECRET))),
  gif(joined([Uint8Array.of(0x21, 0xfe), block(SECRET), Uint8Array.of(0)])),
  gif(joined([Uint8Array.of(0x21, 0xff), block('XMP DataXMP'), block(SECRET), Uint8Array.of(0)])),
  webp(
    vp8x(0x2c),
    riffChunk('ICCP', latin(SECRET)),
    vp8,
    riffChunk('EXIF', latin(SECRET)),
    riffChunk('XMP ', latin(SECRET)),
  ),
  webp(
    vp8x(2),
    riffChunk('ANIM', new Uint8Array(6)),
    riffChunk('ANMF', joined([new Uint8Array(16), vp8l, riffChunk('JUNK', latin(SECRET))])),
  ),
];

test('where, when and with what it was made is gone, and so are texts and profiles', () => {
  for (const file of dirty) {
    expect(Buffer.from(file).toString('latin1')).toContain(SECRET);
    expect([told(file), kept(file).includes('SECRET')]).toEqual([
      told(file).replace('nothing', 'a picture'),
      false,
    ]);
  }
});

test('what hides behind a picture’s end goes: it is nothing else as well', () => {
  const page = latin(`<script>alert(1)</script>PK\x03\x04${SECRET}`);
  for (const file of [png(), jpeg(), gif(), webp(vp8l)])
    expect(readPicture(joined([file, page]))?.bytes).toEqual(Uint8Array.from(file));
});

test('how a camera was held is all that stays of what it wrote', () => {
  for (const little of [true, false]) {
    const picture = readPicture(jpeg(exif(6, little)));
    expect(picture).toMatchObject({ width: 2, height: 3 });
    expect(kept(jpeg(exif(6, little)))).toContain(
      'Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06',
    );
    expect(kept(jpeg(exif(6, little)))).not.toContain('SECRET');
    expect(kept(jpeg(exif(1, little)))).not.toContain('Exif');
    expect(kept(jpeg(exif(99, little)))).not.toContain('Exif');
  }
});

test('no picture: markup, other files, halves, lengths that lie, no pixels, no size', () => {
  const none = [
    latin('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    latin('<?xml version="1.0"?><svg/>'),
    latin('%PDF-1.7'),
    latin('GIF89a/*'),
    latin('BM'),
    latin('RIFF\xff\xff\xff\x7fWEBPVP8 \xff\xff\xff\xff'),
    new Uint8Array(),
    new Uint8Array(1000),
    png().subarray(0, 40),
    gif().subarray(0, 25),
    webp(vp8l).subarray(0, 24),
    joined([png().subarray(0, 16), u32(0), png().subarray(20)]),
    joined([png().subarray(0, 16), u32(100_000), png().subarray(20)]),
    png(pngChunk('EVIL', latin('x'))),
    joined([png().subarray(0, 33), pngChunk('IEND', new Uint8Array())]),
    joined([Uint8Array.of(0xff, 0xd8), segment(0xfe, latin('x')), Uint8Array.of(0xff, 0xd9)]),
    webp(vp8x(0)),
  ];
  expect(none.map(told)).toEqual(none.map(() => 'nothing'));
});

test('any bytes, and any bytes of a picture changed or cut, are read or not, but break nothing', () => {
  const files = [png(), jpeg(exif(6, true)), gif(loop), ...dirty];
  const broken = fc
    .record({
      file: fc.constantFrom(...files),
      at: fc.nat(200),
      bytes: fc.uint8Array({ maxLength: 8 }),
      cut: fc.option(fc.nat(200)),
    })
    .map(({ file, at, bytes, cut }) => {
      const copy = Uint8Array.from(file);
      copy.set(bytes.subarray(0, Math.max(0, copy.length - at)), Math.min(at, copy.length));
      return cut === null ? copy : copy.subarray(0, cut);
    });
  fc.assert(
    fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 300 })), (file) => {
      const picture = readPicture(file);
      if (picture) expect(picture.bytes.length).toBeLessThanOrEqual(file.length + 40);
    }),
    { numRuns: 2000 },
  );
});
