import { LIMITS } from '@imagechat/protocol/limits';
import type { MentionClaim } from '@imagechat/protocol/written';

/** What a record is and is about, however little of it can be read. */
export function idIn(record: unknown): { readonly type: string; readonly id: string } {
  if (typeof record !== 'object' || record === null) return { type: '', id: '' };
  const { conversationId, id, tenantId, type, urlId } = record as Readonly<Record<string, unknown>>;
  const name = [id, conversationId, urlId, tenantId].find((each) => typeof each === 'string');
  return { type: textOf(type), id: textOf(name) };
}

/** Gives users of one tenant, `from:7`, the ids they have in another, `to:7`; others keep theirs. */
export function renamer(from: string, to: string): (actorId: string) => string {
  return (actorId) => (actorId.startsWith(`${from}:`) ? `${to}${actorId.slice(from.length)}` : actorId);
}

/** Whom a body that somebody sent mentions: at most as many as a comment can, whatever else is in it. */
export function mentionsIn(body: unknown): readonly MentionClaim[] {
  const found = new Map<string, MentionClaim>();
  const look = (part: unknown, depth: number): void => {
    if (found.size >= LIMITS.mentions || depth > 50 || typeof part !== 'object' || part === null) return;
    const { id, name, t } = part as Readonly<Record<string, unknown>>;
    if (t === 'at' && typeof id === 'string' && typeof name === 'string') found.set(id, { id, name });
    else for (const each of Object.values(part)) look(each, depth + 1);
  };
  look(body, 0);
  return [...found.values()];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 200) : '';
}
