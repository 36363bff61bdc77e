import type { ViewComment } from '@imagechat/client/api';
import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import type { Read } from '../ui/signals.ts';
import { commentChoices, mayWrite } from './choices.ts';
import { IconButton } from './icons.tsx';
import { Menu } from './menu.tsx';
import { ReactMenu } from './reactions.tsx';
import type { Room } from './room.ts';

/** What one may do with a comment; what is seldom wanted is in a menu. */
export function CommentTools(props: {
  readonly room: Room;
  /** The conversation. */
  readonly id: string;
  readonly comment: Read<ViewComment>;
  readonly edit: () => void;
}): Child {
  const { room, id, comment } = props;
  const choices = () => commentChoices(room, id, comment(), props.edit);
  return (
    <div class="tools">
      {show(
        () => room.settings().maxReplyDepth > 0 && mayWrite(room, room.view().conversations.get(id)),
        () => (
          <IconButton
            of="reply"
            name={room.say('answer')}
            part="reply"
            onClick={() => room.answer(id, comment())}
          />
        ),
      )}
      <ReactMenu room={room} id={id} comment={comment} />
      <Menu of="more" name={room.say('moreComment')} choices={choices} />
    </div>
  );
}
