import { LIMITS } from '@imagechat/protocol/limits';
import { refuse } from '@imagechat/protocol/refusal';
import { type Decoded, decode, parseJson } from '@imagechat/protocol/schemas/decode';
import type * as v from 'valibot';

/** A request's JSON body, held against a schema. Refusals: `too-large` (over 64 kB), `invalid-input`, and the schema's own. */
export async function readBody<Value>(
  request: Request,
  schema: v.GenericSchema<unknown, Value>,
): Promise<Decoded<Value>> {
  const text = await readText(request);
  if (!text.ok) return text;
  const json = parseJson(text.value);
  return json.ok ? decode(schema, json.value) : json;
}

/** The body as text; stops reading once it is too large, whatever its headers said. */
async function readText(request: Request): Promise<Decoded<string>> {
  const tooLarge = refuse('too-large', `A body can have at most ${LIMITS.frameBytes} bytes.`);
  if (Number(request.headers.get('content-length') ?? 0) > LIMITS.frameBytes) {
    return { ok: false, refusal: tooLarge };
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let text = '';
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > LIMITS.frameBytes) return { ok: false, refusal: tooLarge };
      text += decoder.decode(chunk, { stream: true });
    }
    return { ok: true, value: text + decoder.decode() };
  } catch {
    return { ok: false, refusal: refuse('invalid-input', 'The body is not UTF-8, or it was cut off.') };
  }
}
