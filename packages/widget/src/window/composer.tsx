import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import { type Read, afterwards, memo } from '../ui/signals.ts';
import type { Desk } from './desks.ts';
import { IconButton } from './icons.tsx';
import { Note } from './note.tsx';
import { takePictures, withPictures } from './pictured.ts';
import { DRAFT, type Room } from './room.ts';

/** The limit is told from here on. */
const NEAR = 100;

/** Where one writes: keeps its text per conversation, grows to six lines, says what Enter does. */
export function Composer(props: {
  readonly room: Room;
  readonly id: Read<string>;
  readonly box: (box: HTMLTextAreaElement) => void;
}): Child {
  const { room, id } = props;
  const { say } = room;
  let box: HTMLTextAreaElement | undefined;
  let form: HTMLFormElement | undefined;
  const desk = memo(() => room.desks.at(id()));
  const left = (): number => room.settings().maxLength - desk().text.length;
  const send = (event?: Event): void => {
    event?.preventDefault();
    if (left() < 0 || room.extras()?.isBusy(id())) return;
    box?.focus();
    room.send(id());
    // Without a name nothing is sent; the field that wants one gets the focus.
    if (!room.actor()?.name && !room.name().trim()) form?.querySelector('input')?.focus();
  };
  const replyTo = memo(() => desk().replyTo);
  afterwards(() => {
    if (replyTo()) box?.focus({ preventScroll: true });
  });
  afterwards(() => {
    desk();
    if (box) grow(box);
  });
  return (
    <form class="composer" part="composer" ref={(it) => (form = it)} onSubmit={send}>
      <About room={room} id={id} send={send} />
      <NameField room={room} next={() => (desk().text.trim() ? send() : box?.focus())} />
      <div class="field">
        <Box
          room={room}
          id={id}
          send={send}
          made={(it) => {
            box = it;
            props.box(it);
          }}
        />
        {show(room.extras, (it) => box && it().tools({ id, box }))}
        <IconButton
          of="send"
          type="submit"
          class="send"
          part="send"
          name={say('send')}
          disabled={() => left() < 0 || !desk().text.trim() || Boolean(room.extras()?.isBusy(id()))}
        />
      </div>
      <Under room={room} left={left} typing={() => room.extras()?.typing(id())} />
    </form>
  );
}

/** The words of a text; its pictures stand beside them. */
function Box(props: {
  readonly room: Room;
  readonly id: Read<string>;
  readonly send: (event: Event) => void;
  readonly made: (box: HTMLTextAreaElement) => void;
}): Child {
  const { room, id } = props;
  const hint = (): string => room.say(id() === DRAFT ? 'comment' : 'reply');
  const taken = memo(() => takePictures(room.desks.at(id()).text));
  return (
    <textarea
      ref={props.made}
      rows="1"
      dir="auto"
      enterkeyhint="send"
      part="input"
      aria-label={hint}
      placeholder={hint}
      value={() => taken().words}
      onInput={({ currentTarget }) => {
        const text = withPictures(currentTarget.value, taken().pictures);
        room.desks.put(id(), { text, failure: undefined });
        room.extras()?.writes(id(), currentTarget);
      }}
      onKeydown={(event) => isSend(event) && props.send(event)}
    />
  );
}

/** What there is to say about what is being written: it did not go through; what it answers. */
function About(props: { readonly room: Room; readonly id: Read<string>; readonly send: () => void }): Child {
  const { room, id, send } = props;
  const desk = (): Desk => room.desks.at(id());
  return [
    <Note
      words={() => desk().failure?.words}
      kind="bad"
      part="failure"
      role="alert"
      act={() => (desk().failure?.again ? { name: room.say('tryAgain'), press: send } : undefined)}
      button="again"
    />,
    <Note
      words={() => answeringWords(room, id(), desk().replyTo)}
      kind="answering"
      part="answering"
      act={() => ({ name: room.say('cancel'), press: () => room.desks.put(id(), { replyTo: undefined }) })}
      button="not-answering"
    />,
  ];
}

function answeringWords(room: Room, id: string, commentId: string | undefined): string | undefined {
  if (commentId === undefined) return undefined;
  return room.say('answering', { name: room.threads.find(id, commentId)?.name || room.say('someone') });
}

/** Whether a key sends: Enter alone, and not the one that ends an input method's composition, which Safari tells only by 229. */
export function isSend(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}

/** Where the style sheet cannot say `field-sizing: content`. */
function grow(box: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return;
  box.style.height = 'auto';
  if (box.scrollHeight > 0) box.style.height = `${box.scrollHeight}px`;
}

/** Asked once, remembered by browser and server. */
function NameField(props: { readonly room: Room; readonly next: () => void }): Child {
  const { room, next } = props;
  const name = room.say('name');
  return show(
    () => !room.actor()?.name,
    () => (
      <div class="field">
        <input
          type="text"
          dir="auto"
          maxlength="80"
          autocomplete="name"
          enterkeyhint="next"
          part="name"
          aria-label={name}
          placeholder={name}
          value={room.name}
          onInput={({ currentTarget }) => room.typeName(currentTarget.value)}
          onKeydown={(event) => {
            if (!isSend(event)) return;
            event.preventDefault();
            next();
          }}
        />
      </div>
    ),
  );
}

/** How much more may be written, who else is writing, or what Enter does. */
export function Under(props: {
  readonly room: Room;
  readonly left: Read<number>;
  /** Who else writes here. */
  readonly typing?: Read<string | undefined>;
}): Child {
  const { left, typing = () => undefined } = props;
  const { say } = props.room;
  return (
    <div class="under small">
      {show(
        () => left() <= NEAR,
        () => (
          <span class={() => left() < 0 && 'over'} role="status">
            {() => (left() < 0 ? say('over', { n: -left() }) : say('left', { n: left() }))}
          </span>
        ),
        () =>
          show(
            typing,
            (words) => (
              <span class="typing-sign" part="typing">
                {words}
              </span>
            ),
            () => <span class="keys">{say('keys')}</span>,
          ),
      )}
    </div>
  );
}
