import { refuse } from '@imagechat/protocol/refusal';
import type { Decoded } from '@imagechat/protocol/schemas/decode';

/** A request's body; stops reading once it is too large, whatever its headers said. Refusals: `too-large`, `invalid-input` for one that was cut off. */
export async function readBytes(request: Request, most: number): Promise<Decoded<Uint8Array>> {
  const tooLarge = {
    ok: false,
    refusal: refuse('too-large', `A picture can have at most ${most} bytes.`),
  } as const;
  if (Number(request.headers.get('content-length') ?? 0) > most) return tooLarge;
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request.body ?? []) {
      length += chunk.byteLength;
      if (length > most) return tooLarge;
      chunks.push(chunk);
    }
  } catch {
    return { ok: false, refusal: refuse('invalid-input', 'The body was cut off.') };
  }
  return { ok: true, value: Buffer.concat(chunks) };
}
