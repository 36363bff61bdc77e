/** One message of a WebSocket as it came over the line. */
export interface Frame {
  /** RFC 6455 §11.8: 1 text, 2 binary, 8 close, 9 ping, 10 pong. */
  readonly opcode: number;
  readonly payload: Buffer;
  /** Bytes on the wire, header included. */
  readonly size: number;
}

/** A client's frame, masked as RFC 6455 §5.3 asks; at most 64 kB of payload and a little. */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | length])
      : length < 65_536
        ? Buffer.from([0x80 | opcode, 0x80 | 126, length >> 8, length & 0xff])
        : longHead(opcode, length);
  const mask = crypto.getRandomValues(new Uint8Array(4));
  const masked = Buffer.from(payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0)));
  return Buffer.concat([head, mask, masked]);
}

function longHead(opcode: number, length: number): Buffer {
  const head = Buffer.alloc(10);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** Takes a server's bytes as they arrive and gives its frames; servers neither mask nor, ours, fragment. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** @returns the frames that are complete now */
  read(bytes: Buffer): Frame[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | undefined {
    const rest = this.#rest;
    const [first, second] = rest;
    if (first === undefined || second === undefined) return undefined;
    if ((first & 0x80) === 0 || (second & 0x80) !== 0) throw new Error('a fragmented or masked frame');
    const extra = second === 126 ? 2 : second === 127 ? 8 : 0;
    const start = 2 + extra;
    if (rest.length < start) return undefined;
    const length =
      extra === 0 ? second : extra === 2 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
    const size = start + length;
    if (rest.length < size) return undefined;
    this.#rest = rest.subarray(size);
    return { opcode: first & 0x0f, payload: rest.subarray(start, size), size };
  }
}
