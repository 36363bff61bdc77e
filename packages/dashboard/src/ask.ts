import type { RefusalCode } from '@imagechat/protocol/refusal';

/** What the server answered: what was asked for, or why not. `offline` when it could not be reached. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: RefusalCode; readonly seconds: number };

/** How one asks. */
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * Asks the dashboard's own server, with the session's cookie. Never rejects: what went wrong is a code, with how many seconds to wait before another try
 * where waiting helps.
 * @param path below `/dashboard/api`
 */
export async function ask<Value>(method: Method, path: string, body?: unknown): Promise<Answer<Value>> {
  try {
    const response = await fetch(`/dashboard/api${path}`, {
      method,
      credentials: 'same-origin',
      ...(method === 'GET'
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) }),
    });
    const answer: unknown = await response.json();
    // Our own server's word, which comes with this very page.
    if (response.ok) return { ok: true, value: answer as Value };
    const { error } = answer as { error: { code: RefusalCode; retryAfterMs?: number } };
    return { ok: false, code: error.code, seconds: Math.ceil((error.retryAfterMs ?? 0) / 1000) };
  } catch {
    return { ok: false, code: 'offline', seconds: 0 };
  }
}
