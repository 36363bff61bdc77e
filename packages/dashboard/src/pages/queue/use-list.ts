import type { QueueAct, QueueEntry } from '@imagechat/protocol/moderation';
import { useEffect, useState } from 'preact/hooks';
import type { EntryProps } from './entry.tsx';
import type { Acts } from './use-acts.ts';
import type { KeyMap } from './use-keys.ts';

/** A list of entries as one works through it. */
export interface List {
  readonly selected: readonly QueueEntry[];
  /** The one the keyboard is at. */
  readonly current: QueueEntry | undefined;
  readonly none: () => void;
  readonly act: (act: QueueAct, on: readonly QueueEntry[]) => void;
  readonly toggle: (id: string) => void;
  /** Selects all, or none where all are. */
  readonly toggleAll: () => void;
  readonly toggleOpen: (id: string) => void;
  /** Goes to the next entry, or the one before. */
  readonly go: (step: number) => void;
  readonly of: (entry: QueueEntry) => Omit<EntryProps, 'onBan'>;
}

/** Which entries are selected and open, and which one the keyboard is at. */
export function useList(entries: readonly QueueEntry[], acts: Acts): List {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<string>();
  const [at, setAt] = useState<string>();
  const index = entries.findIndex(({ comment }) => comment.id === at);
  const current = entries[Math.max(0, index)];
  const selected = entries.filter(({ comment }) => marked.has(comment.id));
  useEffect(() => {
    // Where the focus was is gone with its entry.
    if (at !== undefined && document.activeElement === document.body) focusOn(at);
  }, [at, entries]);
  const toggle = (id: string): void => {
    const next = new Set(marked);
    if (!next.delete(id)) next.add(id);
    setMarked(next);
  };
  const toggleAll = (): void =>
    setMarked(new Set(selected.length === entries.length ? [] : entries.map(({ comment }) => comment.id)));
  const toggleOpen = (id: string): void => setOpen(open === id ? undefined : id);
  const act = (name: QueueAct, on: readonly QueueEntry[]): void => {
    if (on.length === 0) return;
    setMarked(new Set());
    setAt(neighbourOf(entries, on)?.comment.id);
    void acts.act(name, on);
  };
  const go = (step: number): void => {
    const to = entries[index < 0 ? 0 : index + step]?.comment.id;
    if (to === undefined) return;
    setAt(to);
    focusOn(to);
  };
  const of = (entry: QueueEntry) => {
    const { id } = entry.comment;
    return {
      entry,
      isSelected: marked.has(id),
      isOpen: open === id,
      isCurrent: entry === current,
      onSelect: () => toggle(id),
      onOpen: () => toggleOpen(id),
      onFocus: () => setAt(id),
      onAct: (name: QueueAct) => act(name, [entry]),
    };
  };
  return { selected, current, none: () => setMarked(new Set()), act, toggle, toggleAll, toggleOpen, go, of };
}

/** What keys do in a list: to all that are selected, else to the one the keyboard is at. */
export function listKeys({ act, current, go, none, selected, toggle, toggleOpen }: List): KeyMap {
  const onCurrent = (what: (entry: QueueEntry) => void) => () => current && what(current);
  const onAll = (name: QueueAct) => () => act(name, selected.length > 0 || !current ? selected : [current]);
  return {
    j: () => go(1),
    k: () => go(-1),
    x: onCurrent(({ comment }) => toggle(comment.id)),
    o: onCurrent(({ comment }) => toggleOpen(comment.id)),
    a: onAll('approve'),
    h: onAll('hide'),
    s: onAll('spam'),
    d: onAll('delete'),
    l: onCurrent((entry) => act(entry.conversation.locked ? 'unlock' : 'lock', [entry])),
    Escape: none,
  };
}

/** The entry that takes the place of those that go. */
function neighbourOf(entries: readonly QueueEntry[], gone: readonly QueueEntry[]): QueueEntry | undefined {
  const last = entries.findLastIndex((entry) => gone.includes(entry));
  return entries[last + 1] ?? entries.findLast((entry, at) => at < last && !gone.includes(entry));
}

function focusOn(id: string): void {
  const entry = document.querySelector<HTMLElement>(`[data-entry="${CSS.escape(id)}"]`);
  entry?.focus({ preventScroll: true });
  entry?.scrollIntoView({ block: 'nearest' });
}
