import type { StreamCheck } from './stream-check.ts';

/** Who watches what goes over a wire, at the server's end. */
export interface ServerTap {
  readonly tenantId: string;
  readonly check: StreamCheck;
  /** A frame arrived. */
  up(frame: string): void;
  /** A frame was handed to the wire. */
  down(frame: string): void;
}
