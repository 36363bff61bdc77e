import type { Limiter } from '@imagechat/core/ports/limiter';
import { LIMITS } from '@imagechat/protocol/limits';

/**
 * Takes a request, and the bytes of its body, from what an address may send: 0, or after how many ms it may. A body that does not say its
 * size counts as the largest JSON that is read.
 */
export function requestWait(limiter: Limiter, request: Request, address: string): number {
  return limiter.take('request', address) || limiter.take('bytes', address, bodyBytes(request));
}

function bodyBytes({ body, headers }: Request): number {
  if (body === null) return 0;
  const said = Number(headers.get('content-length') ?? Number.NaN);
  return said >= 0 ? said : LIMITS.frameBytes;
}
