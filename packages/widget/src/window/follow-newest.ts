import type { ViewComment } from '@imagechat/client/api';
import { type Read, afterwards, effect, signal, untrack } from '../ui/signals.ts';

/** This near to the end one is reading the newest. */
const NEAR_PX = 24;

/** What one reads of a thread, and what waits further down. */
export interface Newest {
  /** How many came that are out of view. */
  readonly count: Read<number>;
  readonly scrolled: () => void;
  readonly show: () => void;
}

/** What is needed to know that. */
export interface Reading {
  /** Oldest first, however they are shown. */
  readonly comments: Read<readonly ViewComment[]>;
  /** The newest is shown at the top. */
  readonly newestFirst: Read<boolean>;
  readonly me: Read<string | undefined>;
  /** Where reading goes on when the thread is opened; undefined when everything was read. */
  readonly unread: Read<string | undefined>;
  readonly scroll: () => HTMLElement | undefined;
  /** Told what others added while one was here. */
  readonly arrived: (comments: readonly ViewComment[]) => void;
}

/**
 * Begins at what is unread, follows the newest comment unless one reads further up; one's own always shows. Called inside a root.
 */
export function followNewest({ comments, newestFirst, me, unread, scroll, arrived }: Reading): Newest {
  const count = signal(0);
  let wasAtEnd = true;
  let before: readonly ViewComment[] | undefined;
  const isAtEnd = (): boolean => {
    const element = scroll();
    if (!element) return true;
    const { scrollHeight, scrollTop, clientHeight } = element;
    return (untrack(newestFirst) ? scrollTop : scrollHeight - scrollTop - clientHeight) < NEAR_PX;
  };
  const showNewest = (): void => {
    const element = scroll();
    if (element) element.scrollTop = untrack(newestFirst) ? 0 : element.scrollHeight;
    count.set(0);
  };
  const begin = (now: readonly ViewComment[]): void => {
    showNewest();
    const element = scroll();
    const first = element?.querySelector<HTMLElement>('.fresh');
    if (!element || !first) return;
    element.scrollTop = Math.min(element.scrollTop, first.offsetTop - 12);
    const end = element.scrollTop + element.clientHeight;
    const rows = [...element.querySelectorAll<HTMLElement>('li')];
    if (now.length > 0) count.set(rows.filter((row) => row.offsetTop + row.offsetHeight / 2 > end).length);
  };
  const goOn = (now: readonly ViewComment[], then: readonly ViewComment[]): void => {
    const known = new Set(then.map(({ id }) => id));
    const last = then.at(-1)?.seq ?? 0;
    const added = now.filter(({ id, seq, pending }) => !known.has(id) && (pending || seq > last));
    arrived(added.filter(({ by }) => by !== me()));
    if (wasAtEnd || added.some(({ by }) => by === me())) showNewest();
    else count.set(count() + added.length);
  };
  // Looked at before the new ones are in the document; a scroll event might come only afterwards.
  effect(() => {
    comments();
    wasAtEnd = isAtEnd();
  });
  afterwards(() => {
    const now = comments();
    unread();
    const then = before;
    if (now.length > 0) before = now;
    untrack(() => (then ? goOn(now, then) : begin(now)));
  });
  return {
    count,
    show: showNewest,
    scrolled() {
      if (isAtEnd()) count.set(0);
    },
  };
}
