import type { ViewConversation } from '@imagechat/client/api';
import type { PictureKey } from '../text/en.ts';
import type { WindowKey } from '../text/en-window.ts';
import { each } from '../ui/each.ts';
import type { Child } from '../ui/jsx.ts';
import { put } from '../ui/put.ts';
import { show } from '../ui/show.ts';
import { type Read, type Signal, root as begin, memo, onEnd, signal } from '../ui/signals.ts';
import { PHONE } from '../window/follow-marker.ts';
import { IconButton } from '../window/icons.tsx';
import { sayPictures } from '../window/pictured.ts';
import type { Room } from '../window/room.ts';
import { region, repliesIn } from '../window/spoken-name.ts';
import { raise } from '../window/top-layer.ts';
import { Resolve } from '../window/window-header.tsx';
import { FILTERS, type Filter, ORDERS, type Order, choose } from './choose.ts';

/** Rows are made as one comes near them. */
const PAGE = 40;

/** What the list is given. */
export interface ListParts {
  readonly room: Room;
  /** Where it is mounted, inside the shadow root. */
  readonly root: HTMLElement;
  /** The marker of a conversation. */
  marker(id: string): HTMLElement | undefined;
  /** It was closed. */
  readonly closed: () => void;
}

/** What the file with the list exports. */
export interface ListModule {
  showList: typeof showList;
}

/** Shows all conversations of an image, the equal of the picture for those who do not see it well; returns what takes it away. */
export function showList(parts: ListParts): () => void {
  return begin(() => put(parts.root, <ListPanel {...parts} />, null));
}

const FILTER_NAMES = { unread: 'filterUnread' } as Partial<Record<Filter, WindowKey>>;

function ListPanel({ room, marker, closed }: ListParts): Child {
  const { say } = room;
  const filter = signal<Filter>('all');
  const order = signal<Order>('newest');
  const words = signal('');
  const most = signal(PAGE);
  const chosen = memo(() => {
    room.openId();
    return choose(
      room.view().conversations.values(),
      { filter: filter(), order: order(), words: words() },
      { me: room.actor()?.id, isUnread: room.talk.known.isUnread },
    );
  });
  const open = (id: string): void => {
    if (matchMedia(PHONE).matches) closed();
    marker(id)?.scrollIntoView({ block: 'nearest' });
    room.talk.show(id);
  };
  return (
    <dialog
      class="list"
      part="list"
      popover="manual"
      aria-label={say('list')}
      onCancel={(event) => leave(event, closed)}
      onKeydown={(event) => (event.key === 'Escape' ? leave(event, closed) : walk(event))}
      ref={(dialog) => {
        queueMicrotask(() => appear(dialog));
        onEnd(() => dialog.remove());
      }}
    >
      <header>
        <b class="title">{say('list')}</b>
        <IconButton of="close" name={say('close')} part="close-list" onClick={closed} />
      </header>
      <Choices room={room} filter={filter} order={order} words={words} />
      <div class="counted small">
        <p role="status">
          {() => (chosen().length > 0 ? say('listed', { n: chosen().length }) : none(room))}
        </p>
        <p part="viewers">{() => viewersIn(room)}</p>
      </div>
      <ol
        part="listed"
        onScroll={({ currentTarget: list }) => {
          if (list.scrollHeight - list.scrollTop - list.clientHeight < 400 && most() < chosen().length)
            most.set(most() + PAGE);
        }}
        ref={(list) =>
          each(
            list,
            () => chosen().slice(0, most()),
            (it, id) => <Row room={room} it={it} open={() => open(id)} />,
          )
        }
      />
    </dialog>
  );
}

/** What is listed, in which order: words, an order and filters. */
function Choices(props: {
  readonly room: Room;
  readonly filter: Signal<Filter>;
  readonly order: Signal<Order>;
  readonly words: Signal<string>;
}): Child {
  const { filter, order, words } = props;
  const { say } = props.room;
  return [
    <div class="find">
      <input
        type="search"
        part="search"
        aria-label={say('search')}
        placeholder={say('search')}
        onInput={(event) => words.set((event.target as HTMLInputElement).value)}
      />
      <select
        part="sort"
        aria-label={say('sort')}
        onChange={(event) => order.set((event.target as HTMLSelectElement).value as Order)}
      >
        {ORDERS.map((one) => (
          <option value={one}>{say(one)}</option>
        ))}
      </select>
    </div>,
    <div class="filters">
      {FILTERS.map((one) =>
        show(
          () => one !== 'waiting' || props.room.may('approve-comment', ''),
          () => (
            <button
              type="button"
              class="chip"
              part="filter"
              aria-pressed={() => filter() === one}
              onClick={() => filter.set(one)}
            >
              {say(FILTER_NAMES[one] ?? (one as WindowKey & PictureKey))}
            </button>
          ),
        ),
      )}
    </div>,
  ];
}

/** How many look at the picture, if others do; not told to those who listen, for it changes by itself. */
function viewersIn(room: Room): string | undefined {
  const n = room.extras()?.viewers();
  return n ? room.say('viewers', { n }) : undefined;
}

function none(room: Room): string {
  return room.say(room.view().conversations.size > 0 ? 'nothingFits' : 'nothingYet');
}

function Row(props: {
  readonly room: Room;
  readonly it: Read<ViewConversation>;
  readonly open: () => void;
}): Child {
  const { room, it } = props;
  const { say, times } = room;
  const isUnread = (): boolean => {
    room.openId();
    return room.talk.known.isUnread(it());
  };
  return (
    <li class={() => `listed${isUnread() ? ' unread' : ''}`}>
      <button type="button" class="item" part="list-item" data-id={it().id} onClick={props.open}>
        <b dir="auto">{() => it().name || say('someone')}</b>
        <time>{() => times.ago(it().createdAt, room.client.serverNow())}</time>
        <span dir="auto">{() => sayPictures(it().opening?.line ?? '')}</span>
        <small>
          {() =>
            [
              isUnread() && say('unread'),
              repliesIn(say, it()),
              it().resolved && say('resolved'),
              it().status === 'pending' && say('waiting'),
              region(say, it()),
            ]
              .filter(Boolean)
              .join(' · ')
          }
        </small>
      </button>
      <Resolve room={room} conversation={it} part="list-resolve" />
    </li>
  );
}

/** Over the page on a phone, beside it elsewhere; where one looks for words at once, unless a keyboard would hide the list. */
function appear(dialog: HTMLDialogElement): void {
  if (!dialog.isConnected) return;
  const isPhone = matchMedia(PHONE).matches;
  if (isPhone) dialog.showModal();
  else raise(dialog);
  dialog
    .querySelector<HTMLElement>(isPhone ? '[part="close-list"]' : 'input')
    ?.focus({ preventScroll: true });
}

function leave(event: Event, closed: () => void): void {
  event.preventDefault();
  event.stopPropagation();
  closed();
}

/** Up and down lead from one conversation to the next. */
function walk(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || (event.target as Element).matches('select')) return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('.item')];
  const at = items.indexOf(event.target as HTMLElement);
  const next = items[Math.max(0, at + step)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
