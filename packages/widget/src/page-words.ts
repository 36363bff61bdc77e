import type { ConnectionState } from '@imagechat/client/api';
import type { ActorInfo } from '@imagechat/protocol/actor';
import type { ImageChatUser } from './public.ts';

/** Where the line stands, as a page is told. */
export function connectionWord(state: ConnectionState): string {
  if (state.is === 'idle') return 'connecting';
  if (state.is !== 'waiting') return state.is;
  return state.offline ? 'offline' : 'reconnecting';
}

/** Who one is, as a page is told. */
export function pageUser({ id, name, kind }: ActorInfo): ImageChatUser {
  return {
    id,
    username: name,
    isAdmin: kind === 'admin',
    isModerator: kind === 'moderator',
    isAnonymous: kind === 'visitor',
  };
}
