import type { Cursor } from '@imagechat/protocol/cursor';
import type { MessageDown } from '@imagechat/protocol/messages';

/** A frame as it goes over the wire. */
export function encode(message: MessageDown): string {
  return JSON.stringify(message);
}

/** An events frame from events encoded already: the same bytes for everyone on the image (O3). */
export function encodeEvents(image: number, events: readonly string[]): string {
  return `{"t":"events","i":${image},"e":[${events.join(',')}]}`;
}

/** A reset frame around a snapshot encoded already. */
export function encodeReset(image: number, snapshot: { cursor: Cursor; conversations: string }): string {
  const { cursor, conversations } = snapshot;
  return `{"t":"reset","i":${image},${encodeCursor(cursor)},"conversations":${conversations}}`;
}

/** The answer to a subscribe around what was encoded already: a snapshot's conversations, or the events missed. */
export function encodeSubscribed(
  { ref, image, cursor }: { readonly ref: number; readonly image: number; readonly cursor: Cursor },
  content: { readonly conversations: string } | { readonly events: readonly string[] },
): string {
  const head = `{"t":"subscribed","ref":${ref},"i":${image},${encodeCursor(cursor)}`;
  return 'events' in content
    ? `${head},"events":[${content.events.join(',')}]}`
    : `${head},"conversations":${content.conversations}}`;
}

function encodeCursor({ epoch, seq }: Cursor): string {
  return `"epoch":${JSON.stringify(epoch)},"seq":${seq}`;
}
