import type { ViewConversation } from '@imagechat/client/api';
import type { Place } from '@imagechat/protocol/conversation';
import type { PictureKey } from '../text/en.ts';
import type { WindowKey } from '../text/en-window.ts';
import type { Say as SayOf } from '../text/say.ts';
import { sayPictures } from './pictured.ts';

type Say = SayOf<WindowKey | PictureKey>;

/** How a conversation is spoken: who and what, how many replies, what is special, where. */
export function spokenName(say: Say, it: ViewConversation, unread: boolean): string {
  const name = it.name || say('someone');
  return [
    it.opening ? say('marker', { name, line: sayPictures(it.opening.line) }) : name,
    repliesIn(say, it),
    unread && say('unread'),
    it.resolved && say('resolved'),
    region(say, it),
  ]
    .filter(Boolean)
    .join(', ');
}

/** "3 replies": everything but the first comment. */
export function repliesIn(say: Say, { count }: Pick<ViewConversation, 'count'>): string {
  return count > 1 ? say('replies', { n: count - 1 }) : say('noReplies');
}

/** Which ninth of the picture a place lies in: "upper left". */
export function region(say: Say, { x, y }: Place): string {
  const third = (percent: number): number => Math.min(2, Math.max(0, Math.floor((percent * 3) / 100)));
  return say('regions').split('|')[third(y) * 3 + third(x)] ?? '';
}
