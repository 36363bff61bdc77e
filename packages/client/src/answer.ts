import type { Identified, Refused, Subscribed, ThreadPage } from '@imagechat/protocol/messages';
import type { Refusal } from '@imagechat/protocol/refusal';

/** Fields of a JSON object from outside. */
export type Fields = Readonly<Record<string, unknown>>;

/** How an HTTP exchange ended. `reached`: somebody answered; without it there is no line (O4). */
export type Answer =
  | { readonly ok: true; readonly body: Fields }
  | { readonly ok: false; readonly refusal: Refusal; readonly reached: boolean };

/** What answers a request on the line, found by its `ref`. */
export type Reply = Subscribed | ThreadPage | Identified | Refused;
