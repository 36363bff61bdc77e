import type { Entropy } from '@imagechat/protocol/ids';

const FIRST_MS = 500;
const MOST_MS = 20_000;

/** How long to wait before an attempt (from 1): full jitter under a bound that doubles from 0.5 s to 20 s. */
export function backoff(attempt: number, entropy: Entropy): number {
  const bytes = new Uint8Array(2);
  entropy.random(bytes);
  const share = ((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)) / 65_536;
  return Math.round(share * Math.min(MOST_MS, FIRST_MS * 2 ** (attempt - 1)));
}
