import type { ViewConversation } from '@imagechat/client/api';
import { hear } from '../ui/hear.ts';
import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import { type Read, afterwards, effect, memo, onEnd, signal, untrack } from '../ui/signals.ts';
import { mayWrite } from './choices.ts';
import { CommentList } from './comment-list.tsx';
import { Composer } from './composer.tsx';
import { PHONE, followMarker } from './follow-marker.ts';
import { keepFocus } from './keep-focus.ts';
import { Login } from './login.tsx';
import { Note } from './note.tsx';
import { DRAFT, type Room } from './room.ts';
import { Strip } from './strip.tsx';
import { WindowHeader } from './window-header.tsx';

const MINUTE = 60_000;

/** The window of the open conversation, or of the one that is not sent yet. */
export function ChatWindow(props: {
  readonly room: Room;
  readonly image: HTMLImageElement;
  readonly marker: (id: string) => HTMLElement | undefined;
}): Child {
  const { room } = props;
  const { say } = room;
  const id = memo<string>((before = DRAFT) => room.openId() ?? before);
  const conversation = memo(() => room.view().conversations.get(id()));
  /** As it was last, for the heading of what is deleted. */
  const last = memo<ViewConversation | undefined>((before) =>
    before?.id === id() ? (conversation() ?? before) : conversation(),
  );
  const now = watchClock(room);
  let dialog: HTMLDialogElement | undefined;
  let box: HTMLTextAreaElement | undefined;
  // Before all that looks at its size.
  live({ room, id, dialog: () => dialog, marker: () => props.marker(id()), box: () => box });
  const name = (): string =>
    say(id() === DRAFT ? 'newWindow' : 'window', { name: last()?.name || say('someone') });
  return (
    <dialog
      class="window"
      part="window"
      popover="manual"
      aria-label={name}
      onCancel={(event) => leave(event, room)}
      ref={(it) => (dialog = it)}
    >
      <i class="arrow" />
      <Strip room={room} id={id} image={props.image} />
      <WindowHeader room={room} conversation={conversation} last={last} />
      <Note words={() => lineWords(room, id())} kind="line warn" part="status" role="status" />
      {() => id() !== DRAFT && <Thread room={room} id={id()} now={now} />}
      {show(
        () => id() === DRAFT || mayWrite(room, conversation()),
        () => (
          <Composer room={room} id={id} box={(element) => (box = element)} />
        ),
      )}
      <Note words={() => closedWords(room, conversation())} kind="closed" part="closed" />
      <Login room={room} />
    </dialog>
  );
}

/** What there is to say about the line, unless the composer just did. */
function lineWords(room: Room, id: string): string | undefined {
  const word = room.line();
  const text = word && room.say(word);
  return text === room.desks.at(id).failure?.words ? undefined : text;
}

/** Why one cannot write in a conversation, where one might expect to. */
function closedWords(room: Room, it: ViewConversation | undefined): string | undefined {
  if (!it || room.settings().readonly || mayWrite(room, it)) return undefined;
  return room.say(room.talk.needsLogin ? 'loginNeeded' : it.locked ? 'locked' : 'closed');
}

function leave(event: Event, room: Room): void {
  event.preventDefault();
  room.close();
}

/** What "5 minutes ago" counts from: looked at again every minute while a window is open and can be seen. */
function watchClock(room: Room): Read<number> {
  const now = signal(room.client.serverNow());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    now.set(room.client.serverNow());
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(look, MINUTE);
  };
  hear(document, 'visibilitychange', look);
  onEnd(() => clearTimeout(timer));
  effect(() => {
    room.view();
    look();
  });
  return now;
}

function Thread(props: { readonly room: Room; readonly id: string; readonly now: Read<number> }): Child {
  const { room, id } = props;
  const thread = room.threads.open(id);
  const conversation = memo(() => room.view().conversations.get(id));
  const readTo = room.readTo(id);
  let place = conversation();
  afterwards(() => {
    const it = conversation();
    place = it ?? place;
    if (it) room.see(it);
    else if (place) room.rescue(id, place);
  });
  return show(
    () => conversation() !== undefined,
    () => <CommentList room={room} id={id} thread={thread} readTo={readTo} now={props.now} />,
    () => <p class="empty">{() => !room.notices.now() && room.say('gone')}</p>,
  );
}

/** Opens, follows its marker, takes the focus and hands it back. Called inside a root, before what is in the window. */
function live(window: {
  readonly room: Room;
  readonly id: Read<string>;
  readonly dialog: () => HTMLDialogElement | undefined;
  readonly marker: () => HTMLElement | undefined;
  readonly box: () => HTMLTextAreaElement | undefined;
}): void {
  const { room, id, marker } = window;
  let follow: ReturnType<typeof followMarker> | undefined;
  let before: string | undefined;
  afterwards(() => {
    const now = id();
    room.draft();
    room.view().conversations.get(now);
    const dialog = window.dialog();
    if (!dialog) return;
    untrack(() => {
      follow ??= begin(dialog, marker);
      follow.place();
      if (before === now) return;
      room.notices.tell();
      takeFocus(dialog, now, window.box());
    });
    before = now;
  });
  onEnd(() => {
    const dialog = window.dialog();
    if (!dialog) return;
    const back = dialog.contains((dialog.getRootNode() as ShadowRoot).activeElement) ? marker() : undefined;
    follow?.stop();
    if (dialog.open) dialog.close();
    back?.focus({ preventScroll: true });
  });
}

function begin(
  dialog: HTMLDialogElement,
  marker: () => HTMLElement | undefined,
): ReturnType<typeof followMarker> {
  const { place, stop } = followMarker(dialog, marker);
  const letFocus = keepFocus(dialog, () => restOf(dialog));
  return {
    place,
    stop() {
      stop();
      letFocus();
    },
  };
}

/** Where the focus goes when what had it is gone: where one writes, or else what is left to press. */
function restOf(dialog: HTMLElement): HTMLElement | undefined {
  const box = matchMedia(PHONE).matches ? null : dialog.querySelector<HTMLElement>('[part="input"]');
  return box ?? dialog.querySelector<HTMLElement>('[part="close"]') ?? undefined;
}

/** On a phone the keyboard would hide what one wants to read. */
function takeFocus(dialog: HTMLElement, id: string, box: HTMLElement | undefined): void {
  const reads = id !== DRAFT && matchMedia(PHONE).matches;
  const target = reads ? dialog.querySelector<HTMLElement>('.scroll') : box;
  (target ?? dialog).focus({ preventScroll: true });
}
