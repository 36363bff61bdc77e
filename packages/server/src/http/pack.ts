/** What a text weighs on its way to a browser: gzip as small as it gets, which takes milliseconds and is done once a file. */
export function pack(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return Bun.gzipSync(bytes, { library: 'libdeflate', level: 12 });
}
