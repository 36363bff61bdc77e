import type { JSX } from 'preact';

/** Drawn on 20 by 20, with lines of 1.6. */
const PATHS = {
  access:
    'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-5 7c0-3 2.2-4.8 5-4.8s5 1.8 5 4.8M13 3.9a3 3 0 0 1 0 5.2M14.6 12.2c1.8.7 2.9 2.2 2.9 4.3',
  log: 'M6 3.5h8a1.5 1.5 0 0 1 1.5 1.5v10a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.500 15V5A1.500 1.500 0 0 1 6 3.500ZM7.500 7.500h5M7.500 10.500h5M7.500 13.500h2.500',
  embed: 'm7 6-4 4 4 4M13 6l4 4-4 4',
  usage: 'M3 16.500h14M5.500 13.500v-4M10 13.500V4.500M14.500 13.500v-6.500',
  moderation:
    'M10 3l5.500 2v4.500c0 3.500-2.300 6-5.500 7.500-3.200-1.500-5.500-4-5.500-7.500V5L10 3ZM7.500 9.800l1.900 1.900 3.300-3.500',
  images:
    'M4.500 3.500h11a1.500 1.500 0 0 1 1.500 1.500v10a1.500 1.500 0 0 1-1.500 1.500h-11A1.500 1.500 0 0 1 3 15V5a1.500 1.500 0 0 1 1.500-1.500ZM3.500 14l3.800-3.800 3 3 2.200-2.200 4 4M12.800 7.800h.01',
  settings:
    'M3 6h6M13 6h4M3 14h3M10 14h7M11 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM8 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  people:
    'M3.500 4.500h13A1.500 1.500 0 0 1 18 6v7a1.500 1.500 0 0 1-1.500 1.500H9L5.500 17v-2.500h-2A1.500 1.500 0 0 1 2 13V6a1.500 1.500 0 0 1 1.500-1.500ZM6.500 8h7M6.500 11h4',
  plus: 'M10 4v12M4 10h12',
  close: 'm5.500 5.500 9 9M14.500 5.500l-9 9',
  copy: 'M7.500 7.500h8v8h-8zM12.500 7V4.500h-8v8H7',
  check: 'm4.500 10.500 3.500 3.500 7.500-8',
  eye: 'M2.500 10S5 5 10 5s7.500 5 7.500 5-2.500 5-7.500 5-7.500-5-7.500-5ZM10 12.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400Z',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  site: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM3 10h14M10 3c2 2 3 4.300 3 7s-1 5-3 7c-2-2-3-4.300-3-7s1-5 3-7Z',
  key: 'M7 13.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM10.500 10h6.500v3M14 10v2.500',
  undo: 'M7 5 3.500 8.500 7 12M4 8.500h7.500a4.500 4.500 0 0 1 0 9H9',
} as const;

/** One of the drawings. */
export type IconName = keyof typeof PATHS;

/** A drawing beside words, or with words of its own elsewhere; assistive technology does not hear of it. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }): JSX.Element {
  return (
    <svg
      class="icon"
      aria-hidden="true"
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      stroke-width={name === 'more' ? 2.6 : 1.6}
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
