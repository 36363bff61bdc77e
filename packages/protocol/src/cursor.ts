/**
 * A position in an image's log: `epoch` names this life of the log (E1), `seq` counts its events from 1;
 * seq 0 is the empty image (N1).
 */
export interface Cursor {
  readonly epoch: string;
  readonly seq: number;
}

/** A cursor as one opaque string, `epoch.seq`: the ETag of a snapshot, without its quotes. */
export function formatCursor(cursor: Cursor): string {
  return `${cursor.epoch}.${cursor.seq}`;
}

/** Reads what {@link formatCursor} wrote; undefined when `text` is not a cursor. */
export function parseCursor(text: string): Cursor | undefined {
  const match = /^([A-Za-z0-9_-]{1,64})\.(0|[1-9]\d{0,15})$/.exec(text);
  const [, epoch, digits] = match ?? [];
  if (epoch === undefined || digits === undefined) return undefined;
  const seq = Number(digits);
  return Number.isSafeInteger(seq) ? { epoch, seq } : undefined;
}

/** True when both name the same position of the same life. */
export function sameCursor(a: Cursor, b: Cursor): boolean {
  return a.epoch === b.epoch && a.seq === b.seq;
}
