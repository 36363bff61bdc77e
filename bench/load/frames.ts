/** Calls `take` for every whole WebSocket frame (RFC 6455 §5.2, unmasked, as servers send) and answers what is left over. */
export function eachFrame(bytes: Buffer, take: (opcode: number, payload: Buffer) => void): Buffer {
  let at = 0;
  for (;;) {
    const size = sizeAt(bytes, at);
    if (!size || at + size.head + size.length > bytes.length) break;
    const begin = at + size.head;
    take((bytes[at] ?? 0) & 0x0f, bytes.subarray(begin, begin + size.length));
    at = begin + size.length;
  }
  return at === bytes.length ? EMPTY : bytes.subarray(at);
}

/** Bytes of a frame's head and payload; undefined when its head is not all there. */
function sizeAt(bytes: Buffer, at: number): { head: number; length: number } | undefined {
  const left = bytes.length - at;
  const short = (bytes[at + 1] ?? 0) & 0x7f;
  if (left < 2 || (short === 126 && left < 4) || (short === 127 && left < 10)) return undefined;
  if (short < 126) return { head: 2, length: short };
  if (short === 126) return { head: 4, length: bytes.readUInt16BE(at + 2) };
  return { head: 10, length: Number(bytes.readBigUInt64BE(at + 2)) };
}

/** A text frame as clients send it, masked; the mask is zero, which servers must take like any other. */
export function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126
      ? Buffer.from([0x81, 0x80 | payload.length])
      : Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

const EMPTY = Buffer.alloc(0);
