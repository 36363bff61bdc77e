import { randomBytes } from 'node:crypto';

/** Names a life. */
export function newEpoch(): string {
  return randomBytes(9).toString('base64url');
}
