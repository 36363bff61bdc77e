import type { Talk } from './talk.ts';
import type { PictureKey } from './text/en.ts';

/** What the picture says of itself, if anything. */
export function statusOf(talk: Talk): PictureKey | undefined {
  const { status, conversations } = talk.view;
  if (status === 'refused') return 'unavailable';
  if (talk.line) return talk.line;
  if (status !== 'ready' || talk.settings.readonly) return undefined;
  if (talk.needsLogin) return 'loginNeeded';
  if (!talk.may('create-conversation')) return talk.may('add-comment') ? undefined : 'closed';
  return conversations.size === 0 && !talk.draft ? 'hint' : undefined;
}
