import type { Refusal, RefusalCode } from '@imagechat/protocol/refusal';

/** The HTTP status of every refusal code (F1). */
export const STATUS = {
  'rate-limited': 429,
  'domain-unauthorized': 403,
  'unauthorized-page': 403,
  'invalid-tenant': 404,
  'malformed-sso': 400,
  banned: 403,
  'comment-too-big': 400,
  'edit-key-invalid': 403,
  'username-taken': 409,
  locked: 403,
  'not-found': 404,
  'empty-comment': 400,
  'invalid-input': 400,
  'too-large': 413,
  'unknown-type': 400,
  'not-allowed': 403,
  'invalid-token': 401,
  'name-needed': 401,
  'id-taken': 409,
  overtaken: 409,
  full: 409,
  'not-subscribed': 409,
  unavailable: 503,
  offline: 503,
  'timed-out': 503,
} as const satisfies Record<RefusalCode, number>;

/** A refusal as an HTTP answer: `{error: {code, message, retry, retryAfterMs?}}`, with `Retry-After` when waiting helps (F1). */
export function refusalResponse(
  error: Refusal,
  { status = STATUS[error.code], headers }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  const answer = Response.json({ error }, { status });
  for (const [name, value] of Object.entries(headers ?? {})) answer.headers.set(name, value);
  answer.headers.set('cache-control', 'no-store');
  answer.headers.set('x-content-type-options', 'nosniff');
  if (error.retryAfterMs !== undefined) {
    answer.headers.set('retry-after', String(Math.ceil(error.retryAfterMs / 1000)));
  }
  if (status === 401) answer.headers.set('www-authenticate', 'Bearer');
  return answer;
}
