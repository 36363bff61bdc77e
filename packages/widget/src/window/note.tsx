import type { Child, Value } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import type { Read } from '../ui/signals.ts';

/** What one can do about it. */
export interface Act {
  readonly name: string;
  readonly press: () => unknown;
}

/** One line of words, while there are any, with what one can do about them. */
export function Note(props: {
  readonly words: Read<string | undefined>;
  /** Classes besides `note`. */
  readonly kind: Value<string>;
  readonly part: string;
  /** How it is told to those who listen. */
  readonly role?: Value<string>;
  readonly act?: Read<Act | undefined>;
  /** The part of the button. */
  readonly button?: string;
}): Child {
  const { words, kind, act } = props;
  return show(words, (text) => (
    <p class={() => `note ${typeof kind === 'string' ? kind : kind()}`} part={props.part} role={props.role}>
      <span>{text}</span>
      {act &&
        show(act, (it) => (
          <button type="button" class="text-button" part={props.button} onClick={() => it().press()}>
            {() => it().name}
          </button>
        ))}
    </p>
  ));
}
