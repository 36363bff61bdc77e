import type { ViewComment } from '@imagechat/client/api';
import type { Reaction } from '@imagechat/protocol/reaction';
import { each } from '../ui/each.ts';
import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import type { Read } from '../ui/signals.ts';
import { type Choice, Menu } from './menu.tsx';
import type { Room } from './room.ts';

/** What one can answer without words. */
const EMOJIS = ['👍', '❤️', '🎉', '😄', '🤔', '👀'] as const;

interface About {
  readonly room: Room;
  /** The conversation. */
  readonly id: string;
  readonly comment: Read<ViewComment>;
}

/** The marks on a comment, each with how many people put it there; a press adds one's own or takes it away. */
export function Reactions(props: About): Child {
  const { room, comment } = props;
  const kinds = (): readonly (Reaction & { id: string })[] =>
    (room.settings().disableVoting ? [] : (comment().reactions ?? [])).map((kind) => ({
      ...kind,
      id: kind.emoji,
    }));
  return show(
    () => kinds().length > 0,
    () => (
      <div
        class="reactions"
        part="reactions"
        ref={(row) =>
          each(row, kinds, (kind, emoji) => (
            <button
              type="button"
              class="reaction"
              part="reaction"
              aria-pressed={() => isMine(room, kind())}
              aria-label={() => `${emoji} ${room.say('reactions', { n: kind().by.length })}`}
              disabled={() => !room.may('react')}
              onClick={() => mark(props, emoji)}
            >
              {() => `${emoji} ${kind().by.length}`}
            </button>
          ))
        }
      />
    ),
  );
}

/** The button that offers them all. */
export function ReactMenu(props: About): Child {
  const { room } = props;
  const choices = (): readonly Choice[] =>
    room.may('react') && !room.settings().disableVoting
      ? EMOJIS.map((emoji) => ({ name: emoji, part: 'emoji', press: () => mark(props, emoji) }))
      : [];
  return <Menu of="react" name={room.say('react')} choices={choices} />;
}

function isMine(room: Room, { by }: Reaction): boolean {
  return by.includes(room.actor()?.id ?? '');
}

function mark({ room, id, comment }: About, emoji: string): void {
  const { id: commentId, reactions = [] } = comment();
  const kind = reactions.find((one) => one.emoji === emoji);
  void room.submit(room.live.react(id, commentId, emoji, !kind || !isMine(room, kind)));
}
