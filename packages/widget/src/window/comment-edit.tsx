import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import { signal } from '../ui/signals.ts';
import { Under, isSend } from './composer.tsx';
import { focusSoon, leaveOnEscape } from './leave-on-escape.ts';
import type { Room } from './room.ts';

/** A comment being changed, in its own place. */
export function CommentEdit(props: {
  readonly room: Room;
  readonly text: string;
  /** What it says to everyone. */
  readonly before: () => string;
  readonly write: (text: string) => void;
  readonly save: (text: string) => void;
  readonly cancel: () => void;
}): Child {
  const { room, cancel } = props;
  const { say } = room;
  const text = signal(props.text);
  let box: HTMLTextAreaElement | undefined;
  const left = (): number => room.settings().maxLength - text().length;
  const save = (event: Event): void => {
    event.preventDefault();
    const words = text().trim();
    if (left() < 0) return;
    if (words === '' || words === props.before()) cancel();
    else props.save(words);
  };
  return (
    <form class="edit" part="edit-form" onSubmit={save} onKeydown={(event) => leaveOnEscape(event, cancel)}>
      <div class="field">
        <textarea
          dir="auto"
          rows="3"
          aria-label={say('editComment')}
          value={props.text}
          ref={(it) => {
            box = it;
            focusSoon(it);
          }}
          onKeydown={(event) => isSend(event) && save(event)}
          onInput={({ currentTarget }) => {
            text.set(currentTarget.value);
            props.write(currentTarget.value);
          }}
        />
        {show(room.extras, (it) => box && it().helps(box))}
      </div>
      <Under room={room} left={left} />
      <div class="choices">
        <button type="submit" class="text-button strong" disabled={() => left() < 0}>
          {say('save')}
        </button>
        <button type="button" class="text-button" onClick={cancel}>
          {say('cancel')}
        </button>
      </div>
    </form>
  );
}
