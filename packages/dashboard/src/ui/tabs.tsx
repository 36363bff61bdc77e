import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { addressOf, follow } from '../route.ts';

/** One of several pages beside one another. */
export interface Tab {
  /** Its place below `/dashboard/`. */
  readonly at: string;
  readonly name: string;
  /** How much waits there, in words; '' for nothing. */
  readonly number?: string;
}

/** What tabs are drawn from. */
export interface TabsProps {
  /** What they lead through, for who does not see them. */
  readonly label: string;
  readonly tabs: readonly Tab[];
  /** The place of the one that is open. */
  readonly current: string;
}

/** The way between pages about one thing; the open one is in view, also where the row is wider than a phone. */
export function Tabs({ current, label, tabs }: TabsProps): JSX.Element {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <nav class="tabs" aria-label={label} ref={nav}>
      {tabs.map(({ at, name, number = '' }) => (
        <a
          key={at}
          href={addressOf(at)}
          aria-current={at === current ? 'page' : undefined}
          onClick={(event) => follow(event, at)}
        >
          {name}
          {number !== '' && <span class="number">{number}</span>}
        </a>
      ))}
    </nav>
  );
}
