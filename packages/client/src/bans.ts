import type { Refusal } from '@imagechat/protocol/refusal';
import type { LiveImage } from './api.ts';
import { linkOf } from './link-of.ts';

/** How a ban ended: what lifts it again, or why there is none. */
export type Banned =
  | { readonly ok: true; readonly ids: readonly string[] }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * For moderators: somebody may not take part for so many minutes, or, without, for good. Never rejects. Refusals: `not-allowed` (also for
 * those who moderate themselves), `rate-limited`, `offline` …
 */
export async function banPerson(image: LiveImage, actorId: string, minutes?: number): Promise<Banned> {
  const answer = await linkOf(image).ask('bans', { actorId, ...(minutes ? { minutes } : {}) });
  if (!answer.ok) return { ok: false, refusal: answer.refusal };
  const { bans } = answer.body;
  return { ok: true, ids: Array.isArray(bans) ? bans.map(({ id }) => String(id)) : [] };
}

/** Lifts a ban, by its id; resolves with why not. Never rejects. Refusals: `not-found`, `not-allowed`, `offline` … */
export async function liftBan(image: LiveImage, id: string): Promise<Refusal | undefined> {
  const link = linkOf(image);
  const { http } = link.environment;
  const answer = await link.ask(`bans/${encodeURIComponent(id)}`, undefined, undefined, (request) =>
    http({ ...request, method: 'DELETE' }),
  );
  return answer.ok ? undefined : answer.refusal;
}
