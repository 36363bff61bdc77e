import type { QueueEntry, QueuePage, QueueView, SameQueue } from '@imagechat/protocol/moderation';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Answer, ask } from '../../ask.ts';

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
export interface Queue {
  /** Undefined until it was read. */
  readonly page: QueuePage | undefined;
  readonly failed: Failed | undefined;
  /** Asks for what changed, at once. */
  readonly again: () => Promise<void>;
  /** Goes on where the last page ended. */
  readonly more: () => Promise<void>;
}

interface Held {
  readonly path: string;
  readonly page?: QueuePage;
  /** How many entries the tag of the page is of. */
  readonly most: number;
  readonly failed?: Failed;
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
    const before = now.current.path === path ? now.current : { path, most: PAGE };
    const most = Math.min(MOST, Math.max(PAGE, before.page?.entries.length ?? 0));
    const known = before.page && before.most === most ? `&known=${before.page.tag}` : '';
    const answer = await ask<QueuePage | SameQueue>('GET', `${path}&most=${most}${known}`);
    // Who asked later knows more.
    if (turn !== asked.current) return;
    if (!answer.ok) hold({ ...before, failed: answer });
    else if (!('same' in answer.value)) hold({ path, most, page: answer.value });
    else if (before.page) hold({ path, most, page: before.page });
  }, [path, hold]);
  const more = useCallback(async () => {
    const next = now.current.page?.next;
    if (now.current.path !== path || !next) return;
    const answer = await ask<QueuePage>('GET', `${path}&before=${next}`);
    const { page } = now.current;
    if (now.current.path !== path || page?.next !== next) return;
    if (!answer.ok) return hold({ ...now.current, failed: answer });
    asked.current++;
    const entries = joined(page.entries, answer.value.entries);
    hold({ path, most: 0, page: { ...answer.value, entries } });
  }, [path, hold]);
  useFollowing(again, filter === NO_FILTER ? EVERY_MS : SEARCH_EVERY_MS);
  const mine = held.path === path ? held : undefined;
  return { page: mine?.page, failed: mine?.failed, again, more };
}

/** Asks when there is somebody to see it: at once, now and then, and when they come back to the tab. */
function useFollowing(again: () => Promise<void>, everyMs: number): void {
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === 'visible') void again();
    };
    void again();
    const timer = setInterval(look, everyMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [again, everyMs]);
}

function joined(before: readonly QueueEntry[], after: readonly QueueEntry[]): QueueEntry[] {
  const there = new Set(before.map(({ comment }) => comment.id));
  return [...before, ...after.filter(({ comment }) => !there.has(comment.id))];
}

function queryOf(view: QueueView, { author, from, image, text, to }: QueueFilter): string {
  const query = new URLSearchParams({ view });
  for (const [name, value] of Object.entries({ author, image, text }))
    if (value.trim() !== '') query.set(name, value.trim());
  if (from !== '') query.set('from', String(new Date(`${from}T00:00:00`).getTime()));
  if (to !== '') query.set('to', String(new Date(`${to}T23:59:59.999`).getTime()));
  return query.toString();
}
