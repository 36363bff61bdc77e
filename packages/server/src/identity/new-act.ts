import type { Act } from '@imagechat/core/ports/audit';

let count = 0;

/** An act to be written into the audit log; acts of this process are listed in the order they were made. */
export function newAct(act: Omit<Act, 'id'>): Act {
  count = (count + 1) % 1_000_000;
  const random = crypto.getRandomValues(new Uint8Array(6)).toHex();
  return { ...act, id: `${String(act.at).padStart(15, '0')}-${String(count).padStart(6, '0')}-${random}` };
}
