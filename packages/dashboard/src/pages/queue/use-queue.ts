import type { QueuePage, QueueView, SameQueue } from '@imagechat/protocol/moderation';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Answer, ask } from '../../ask.ts';
import { joined, readAnew } from './read-anew.ts';
import { type Seeking, useSeeking } from './use-seeking.ts';

/** What one looks for; empty texts do not matter. Days are the browser's. */
export interface QueueFilter {
  readonly author: string;
  readonly text: string;
  readonly image: string;
  /** `2026-01-31`, both included. */
  readonly from: string;
  readonly to: string;
}

/** No filter at all. */
export const NO_FILTER: QueueFilter = { author: '', text: '', image: '', from: '', to: '' };

/** How often the queue is asked for what is new while somebody looks, and while it is a search, which costs more; in ms. */
const EVERY_MS = 3000;
const SEARCH_EVERY_MS = 15_000;
const PAGE = 30;
const MOST = 300;

type Failed = Extract<Answer<unknown>, { ok: false }>;

/** What is there of the queue. */
export interface Queue extends Seeking {
  /** Undefined until it was read. */
  readonly page: QueuePage | undefined;
  readonly failed: Failed | undefined;
  /** Asks for what changed, at once. */
  readonly again: () => Promise<void>;
}

interface Held {
  readonly path: string;
  readonly page?: QueuePage;
  /** How many entries the tag of the page is of. */
  readonly most: number;
  readonly failed?: Failed;
  /** A search went beyond what one request looks through. */
  readonly isFurther?: true;
}

/** The queue of a site, kept as it is: what is new appears, and what another moderator did disappears. Quiet in hidden tabs. */
export function useQueue(tenantId: string, view: QueueView, filter: QueueFilter): Queue {
  const path = `/tenants/${tenantId}/queue?${queryOf(view, filter)}`;
  const [held, setHeld] = useState<Held>({ path, most: PAGE });
  const now = useRef(held);
  const asked = useRef(0);
  const hold = useCallback((next: Held) => {
    now.current = next;
    setHeld(next);
  }, []);
  const again = useCallback(async () => {
    const turn = ++asked.current;
    const before: Held = now.current.path === path ? now.current : { path, most: PAGE };
    const next = await refreshed(before);
    // Who asked later knows more.
    if (turn === asked.current) hold(next);
  }, [path, hold]);
  const isSearch = filter !== NO_FILTER;
  /** True when there is more, and nothing of it was found yet. */
  const step = useCallback(async (): Promise<boolean> => {
    const next = now.current.page?.next;
    if (now.current.path !== path || !next) return false;
    const answer = await ask<QueuePage>('GET', `${path}&before=${next}`);
    const { page } = now.current;
    if (now.current.path !== path || page?.next !== next) return false;
    if (!answer.ok) {
      hold({ ...now.current, failed: answer });
      return false;
    }
    asked.current++;
    const entries = joined(page.entries, answer.value.entries);
    const further = isSearch ? ({ isFurther: true } as const) : {};
    hold({ path, most: 0, page: { ...answer.value, entries }, ...further });
    return entries.length === page.entries.length && answer.value.next !== null;
  }, [path, hold, isSearch]);
  const mine = held.path === path ? held : undefined;
  const seeking = useSeeking(
    step,
    path,
    isSearch && !mine?.failed && mine?.page?.entries.length === 0 && mine.page.next !== null,
  );
  useFollowing(again, mine?.isFurther ? undefined : isSearch ? SEARCH_EVERY_MS : EVERY_MS);
  return { page: mine?.page, failed: mine?.failed, again, ...seeking };
}

/** What is there now of what is held. */
async function refreshed(before: Held): Promise<Held> {
  const { page, path } = before;
  if (before.isFurther && page) {
    const anew = await readAnew(path, page, PAGE);
    const { failed: _, ...kept } = before;
    return anew.ok ? { ...kept, page: anew.value } : { ...before, failed: anew };
  }
  const most = Math.min(MOST, Math.max(PAGE, page?.entries.length ?? 0));
  const known = page && before.most === most ? `&known=${page.tag}` : '';
  const answer = await ask<QueuePage | SameQueue>('GET', `${path}&most=${most}${known}`);
  if (!answer.ok) return { ...before, failed: answer };
  const now = 'same' in answer.value ? page : answer.value;
  return { path, most, ...(now ? { page: now } : {}) };
}

/** Asks when there is somebody to see it: at once, now and then unless there is no time, and when they come back to the tab. */
function useFollowing(again: () => Promise<void>, everyMs: number | undefined): void {
  useEffect(() => void again(), [again]);
  useEffect(() => {
    if (everyMs === undefined) return;
    const look = (): void => {
      if (document.visibilityState === 'visible') void again();
    };
    const timer = setInterval(look, everyMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [again, everyMs]);
}

function queryOf(view: QueueView, { author, from, image, text, to }: QueueFilter): string {
  const query = new URLSearchParams({ view });
  for (const [name, value] of Object.entries({ author, image, text }))
    if (value.trim() !== '') query.set(name, value.trim());
  if (from !== '') query.set('from', String(new Date(`${from}T00:00:00`).getTime()));
  if (to !== '') query.set('to', String(new Date(`${to}T23:59:59.999`).getTime()));
  return query.toString();
}
