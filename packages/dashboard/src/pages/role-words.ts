import type { Role } from '@imagechat/protocol/dashboard';
import type { Voice } from '../text/language.ts';

/** A role by its name. */
export function roleWord(role: Role, say: Voice['say']): string {
  return say(({ owner: 'roleOwner', admin: 'roleAdmin', moderator: 'roleModerator' } as const)[role]);
}

/** What a role may do, in a sentence. */
export function roleMeaning(role: Role, say: Voice['say']): string {
  return say(
    ({ owner: 'roleOwnerMeans', admin: 'roleAdminMeans', moderator: 'roleModeratorMeans' } as const)[role],
  );
}
