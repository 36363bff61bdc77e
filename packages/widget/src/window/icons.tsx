import type { Child, Value } from '../ui/jsx.ts';

/** Lines of the icons on a 20 × 20 grid. */
const PATHS = {
  close: 'M5 5l10 10M15 5L5 15',
  resolve: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15M6.8 10.2l2.2 2.2 4.2-4.6',
  delete: 'M3.5 5.5h13M8 5.5V3h4v2.5M5.2 5.5l.7 11.5h8.2l.7-11.5M8.3 9v4.5M11.7 9v4.5',
  react:
    'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15M7.5 7.8v.4M12.5 7.8v.4M6.8 11.5c1.6 2.6 4.8 2.6 6.4 0',
  reply: 'M8 5L3.5 9.5 8 14M3.5 9.5h7a6 6 0 0 1 6 6',
  more: 'M4.5 10h.5M9.75 10h.5M15 10h.5',
  edit: 'M4 13.2L13 4.2l2.8 2.8-9 9L3.5 16.5z',
  send: 'M10 16.5v-13M4.5 9L10 3.5 15.5 9',
} as const;

/** A decorative icon; whoever uses it names the button. */
export function Icon(props: { readonly of: keyof typeof PATHS }): Child {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[props.of]} />
    </svg>
  );
}

/** A button that is only an icon, with its name for everyone who does not see it or wonders. */
export function IconButton(props: {
  readonly of: keyof typeof PATHS;
  readonly name: Value<string>;
  readonly part?: string;
  readonly pressed?: Value<boolean>;
  /** It opens something, which is open. */
  readonly expanded?: Value<boolean>;
  readonly press: () => void;
}): Child {
  const { name } = props;
  return (
    <button
      type="button"
      class="icon"
      part={props.part}
      title={name}
      aria-label={name}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      aria-haspopup={props.expanded && 'menu'}
      onClick={props.press}
    >
      <Icon of={props.of} />
    </button>
  );
}
