import type { MessageDown } from '@imagechat/protocol/messages';

/**
 * Reads a frame of the server; undefined when it is none. The server is trusted for the shape behind `t`: whoever handles a frame that
 * lied throws, which is surfaced, and the line is given up. Frames of an unknown `t` come out as they are, to be ignored (W7).
 */
export function readMessage(frame: string): MessageDown | undefined {
  try {
    const value: unknown = JSON.parse(frame);
    if (typeof value === 'object' && value && 't' in value) return value as MessageDown;
  } catch {
    // Nonsense, as it may come from something in between that is no server of ours.
  }
  return undefined;
}
