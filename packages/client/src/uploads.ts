import type { Refusal } from '@imagechat/protocol/refusal';
import type { LiveImage } from './api.ts';
import type { Http } from './exchange.ts';
import { unavailable } from './http.ts';
import { linkOf } from './link-of.ts';

/** How an upload ended: under which id the picture can be shown, `![words](upload:id)`, and its size in pixels; or why not. */
export type Uploaded =
  | { readonly ok: true; readonly id: string; readonly width: number; readonly height: number }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Sends a picture's bytes (PNG, JPEG, GIF or WebP). Never rejects. Refusals: `invalid-input` for what is no such picture, `too-large`, `not-allowed`,
 * `name-needed`, `rate-limited`, `offline` … The picture is forgotten when no comment shows it within a day.
 * @param http what carries it instead of the environment's own, like one that tells how far it is
 */
export async function uploadPicture(image: LiveImage, bytes: Uint8Array, http?: Http): Promise<Uploaded> {
  const answer = await linkOf(image).ask('uploads', bytes, undefined, http);
  if (!answer.ok) return { ok: false, refusal: answer.refusal };
  const { id, width, height } = answer.body;
  return typeof id === 'string' && typeof width === 'number' && typeof height === 'number'
    ? { ok: true, id, width, height }
    : { ok: false, refusal: unavailable() };
}
