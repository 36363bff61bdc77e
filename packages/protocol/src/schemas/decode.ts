import * as v from 'valibot';
import { UUID_PATTERN } from '../ids.ts';
import type { MessageUp } from '../messages.ts';
import { REFUSALS, type Refusal, type RefusalCode, refuse } from '../refusal.ts';
import { messageUp } from './messages.ts';

/** What a decoder answers: the value, or why not (F1). */
export type Decoded<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

/** A decoded frame, or the refusal with whatever the client can recognise its request by. */
export type DecodedFrame =
  | { readonly ok: true; readonly value: MessageUp }
  | { readonly ok: false; readonly refusal: Refusal; readonly broadcastId?: string; readonly ref?: number };

/** Reads JSON; never throws. Refusal: `invalid-input`. */
export function parseJson(text: string): Decoded<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, refusal: refuse('invalid-input', 'This is not JSON.') };
  }
}

/** Holds `input` against a schema. Refusals: `invalid-input`, `unknown-type`, `empty-comment`, `comment-too-big`. */
export function decode<Value>(schema: v.GenericSchema<unknown, Value>, input: unknown): Decoded<Value> {
  const result = v.safeParse(schema, input, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return { ok: true, value: result.output };
  return { ok: false, refusal: refusalOf(result.issues[0]) };
}

/** Reads one frame of a client: the only way from wire to `MessageUp`. */
export function decodeFrame(text: string): DecodedFrame {
  const json = parseJson(text);
  if (!json.ok) return json;
  const decoded = decode(messageUp, json.value);
  return decoded.ok ? decoded : { ...decoded, ...requestOf(json.value) };
}

/** A schema's first complaint as a refusal: messages written as `code: sentence` carry their own code. */
function refusalOf(issue: v.BaseIssue<unknown>): Refusal {
  const path = v.getDotPath(issue) ?? '';
  // A variant also complains about what is no object at all; only a string in the place of a type names a type.
  if (issue.type === 'variant' && /(^|\.)t(ype)?$/.test(path) && issue.received.startsWith('"')) {
    return refuse('unknown-type', `${path} is unknown here: ${issue.received.slice(0, 60)}.`);
  }
  const [, code, sentence] = /^([a-z-]+): (.+)$/.exec(issue.message) ?? [];
  if (code !== undefined && sentence !== undefined && isRefusalCode(code)) return refuse(code, sentence);
  return refuse('invalid-input', path === '' ? 'The shape is wrong.' : `${path} is missing or wrong.`);
}

function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(REFUSALS, code);
}

/** What names the request in a frame that could not be decoded, taken over only if well-formed itself. */
function requestOf(input: unknown): { broadcastId?: string; ref?: number } {
  if (typeof input !== 'object' || input === null) return {};
  const { ref, operation } = input as { ref?: unknown; operation?: { broadcastId?: unknown } | null };
  const broadcastId = typeof operation === 'object' ? operation?.broadcastId : undefined;
  return {
    ...(typeof broadcastId === 'string' && UUID_PATTERN.test(broadcastId)
      ? { broadcastId: broadcastId.toLowerCase() }
      : {}),
    ...(Number.isSafeInteger(ref) && Number(ref) >= 0 ? { ref: Number(ref) } : {}),
  };
}
