import type { Refusal, RefusalCode } from '@imagechat/protocol/refusal';
import { STATUS } from '../http/refusal-response.ts';

/** The statuses this API has for errors, and 503 for when the server itself has trouble. */
type Status = 400 | 401 | 403 | 404 | 429 | 503;

/** What ours becomes where the foreign API has no such status: the request as it stands is wrong. */
function statusOf(code: RefusalCode): Status {
  const status = STATUS[code];
  return status === 409 || status === 413 ? 400 : status;
}

/** A refusal as this API tells it: `{status: "error", message, code}`, with `Retry-After` (in seconds) when waiting helps. */
export function errorResponse({ code, message, retryAfterMs }: Refusal): Response {
  const status = statusOf(code);
  const answer = Response.json({ status: 'error', message, code }, { status });
  answer.headers.set('cache-control', 'no-store');
  if (retryAfterMs !== undefined) answer.headers.set('retry-after', String(Math.ceil(retryAfterMs / 1000)));
  if (status === 401) answer.headers.set('www-authenticate', 'Bearer');
  return answer;
}

/** What was asked for, as this API tells it: `{status: "success", …}`. Never kept by caches: it is one person's view. */
export function successResponse(content: Readonly<Record<string, unknown>> = {}): Response {
  const answer = Response.json({ status: 'success', ...content });
  answer.headers.set('cache-control', 'no-store');
  return answer;
}
