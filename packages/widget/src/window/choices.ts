import type { Submitted, ViewComment, ViewConversation } from '@imagechat/client/api';
import type { Action } from '@imagechat/protocol/actor';
import type { WindowKey } from '../text/en-window.ts';
import type { Choice } from './menu.tsx';
import type { Room } from './room.ts';

/** What the menu of a conversation offers: what one may do with it as a whole. */
export function conversationChoices(room: Room, it: ViewConversation): readonly Choice[] {
  const { live } = room;
  const { id, by, locked } = it;
  if (it.pending) return [];
  const { offered, offer } = offers(room, by);
  offer('read', 'copyLink', () => void room.copyLink(id));
  offer('move-conversation', 'move', () => {
    room.close();
    room.move(id);
  });
  if (locked) offer('unlock-conversation', 'unlock', () => room.submit(live.unlockConversation(id)));
  else offer('lock-conversation', 'lock', () => room.submit(live.lockConversation(id)));
  offer('delete-conversation', 'deleteConversation', () => room.deleteAll(id));
  return offered;
}

/** What the menu of a comment offers. @param edit begins to change it */
export function commentChoices(
  room: Room,
  id: string,
  { id: commentId, by, name, status }: ViewComment,
  edit: () => void,
): readonly Choice[] {
  const { live } = room;
  const { offered, offer } = offers(room, by);
  const hide = (as: 'hidden' | 'spam'): Submitted => live.hideComment(id, commentId, as);
  offer('edit-comment', 'edit', edit);
  if (status === 'pending')
    offer('approve-comment', 'approve', () => room.submit(live.approveComment(id, commentId)));
  else if (status && room.may('hide-comment', by))
    offer('restore-comment', 'restore', () => room.submit(live.restoreComment(id, commentId)));
  if (status !== 'hidden') offer('hide-comment', 'hide', () => room.submit(hide('hidden')));
  if (status !== 'spam') offer('hide-comment', 'markSpam', () => room.submit(hide('spam')));
  if (!status && by !== room.actor()?.id)
    offer('flag-comment', 'flag', async () => {
      if (await room.submit(live.flagComment(id, commentId)))
        room.notices.tell({ words: room.say('flagged') });
    });
  offer('delete-comment', 'delete', () => room.deleteOne(id, commentId));
  const bans = room.extras()?.bans;
  // Who may hide what anybody wrote is a moderator; nobody bans oneself.
  if (bans && by !== room.actor()?.id) {
    const who = name || room.say('someone');
    const more = { name: room.say('banWho', { name: who }), choices: () => bans(by, who) };
    offer('hide-comment', 'ban', () => undefined, more);
  }
  return offered;
}

/** Whether one may add to a conversation. */
export function mayWrite(room: Room, it: ViewConversation | undefined): boolean {
  return it !== undefined && room.may('add-comment') && (!it.locked || room.may('lock-conversation', it.by));
}

function offers(
  room: Room,
  by: string,
): {
  readonly offered: readonly Choice[];
  readonly offer: (action: Action, name: WindowKey, press: () => unknown, more?: Choice['more']) => void;
} {
  const offered: Choice[] = [];
  return {
    offered,
    offer(action, name, press, more) {
      if (room.may(action, by))
        offered.push({ name: room.say(name), part: name, press, ...(more && { more }) });
    },
  };
}
