import type { Attributes, Child, Value } from '../ui/jsx.ts';

/** Lines of the icons on a 20 × 20 grid. */
const PATHS = {
  add: 'M10 4.5v11M4.5 10h11',
  close: 'M5 5l10 10M15 5L5 15',
  resolve: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15M6.8 10.2l2.2 2.2 4.2-4.6',
  react:
    'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15M7.5 7.8v.4M12.5 7.8v.4M6.8 11.5c1.6 2.6 4.8 2.6 6.4 0',
  reply: 'M8 5L3.5 9.5 8 14M3.5 9.5h7a6 6 0 0 1 6 6',
  more: 'M4.5 10h.5M9.75 10h.5M15 10h.5',
  send: 'M10 16.5v-13M4.5 9L10 3.5 15.5 9',
  list: 'M8 5.5h8.5M8 10h8.5M8 14.5h8.5M4 5.5h.01M4 10h.01M4 14.5h.01',
  markers: 'M2.5 10s2.7-5 7.5-5 7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5M10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
} as const;

/** An icon of ours by its name, or the lines of one that only its button has. */
export type IconName = keyof typeof PATHS | `M${string}`;

/** What a button has that is only an icon; besides that, any attribute of a button. */
export interface IconButtonProps extends Attributes<HTMLButtonElement> {
  readonly of: IconName;
  readonly name: Value<string>;
}

/** A button that is only an icon, with its name for everyone who does not see it or wonders. */
export function IconButton({ of, name, ...rest }: IconButtonProps): HTMLButtonElement {
  const button: Child = (
    <button type="button" class="icon" title={name} aria-label={name} {...rest}>
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path d={PATHS[of as keyof typeof PATHS] ?? of} />
      </svg>
    </button>
  );
  return button as HTMLButtonElement;
}
