import type { ViewConversation } from '@imagechat/client/api';
import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import type { Read } from '../ui/signals.ts';
import { conversationChoices } from './choices.ts';
import { IconButton } from './icons.tsx';
import { Menu } from './menu.tsx';
import { Note } from './note.tsx';
import type { Room } from './room.ts';
import { repliesIn } from './spoken-name.ts';

/** Who started it, where it stands, and what one may do with it as a whole. */
export function WindowHeader(props: {
  readonly room: Room;
  readonly conversation: Read<ViewConversation | undefined>;
  /** The same; what it was when it is deleted. */
  readonly last: Read<ViewConversation | undefined>;
}): Child {
  const { room, conversation, last } = props;
  const { say } = room;
  const { now } = room.notices;
  const title = (): string => {
    const it = last();
    return it ? it.name || say('someone') : say('newWindow');
  };
  return [
    <header part="header">
      <div class="title" part="title">
        <b dir="auto">{title}</b>
        {show(conversation, (it) => (
          <small>
            <span class={() => it().resolved && 'done'}>
              {() => say(it().resolved ? 'resolved' : 'open')}
            </span>
            {() => ` · ${repliesIn(say, it())}`}
          </small>
        ))}
      </div>
      {show(room.extras, (it) => it().here())}
      {show(conversation, (it) => [
        <Resolve room={room} conversation={it} part="resolve" />,
        <Menu of="more" name={say('moreConversation')} choices={() => conversationChoices(room, it())} />,
      ])}
      <IconButton of="close" name={say('close')} part="close" onClick={() => room.close()} />
    </header>,
    <Note
      words={() => now()?.words}
      kind={() => `line${now()?.bad ? ' bad' : ''}`}
      part="notice"
      role={() => (now()?.bad ? 'alert' : 'status')}
      act={() => now()?.act}
      button="act"
    />,
  ];
}

/** Resolves a conversation, or opens it again, for those who may. */
export function Resolve(props: {
  readonly room: Room;
  readonly conversation: Read<ViewConversation>;
  readonly part: string;
}): Child {
  const { room, conversation } = props;
  const { live, say } = room;
  const done = (): boolean => conversation().resolved;
  const turn = (): void => {
    const { id } = conversation();
    void room.submit(done() ? live.reopenConversation(id) : live.resolveConversation(id));
  };
  return show(
    () => room.may(done() ? 'reopen-conversation' : 'resolve-conversation', conversation().by),
    () => (
      <IconButton
        of="resolve"
        name={() => say(done() ? 'reopen' : 'resolve')}
        part={props.part}
        aria-pressed={done}
        onClick={turn}
      />
    ),
  );
}
