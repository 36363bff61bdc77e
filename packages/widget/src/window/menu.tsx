import { hear } from '../ui/hear.ts';
import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import { type Read, afterwards, signal, untrack } from '../ui/signals.ts';
import { IconButton } from './icons.tsx';
import { leaveOnEscape } from './leave-on-escape.ts';
import { raise, screenBox } from './top-layer.ts';

/** One thing that can be done. */
export interface Choice {
  readonly name: string;
  readonly part: string;
  readonly press: () => unknown;
  /** What is to be chosen next, in the same place, under these words. */
  readonly more?: { readonly name: string; readonly choices: () => readonly Choice[] };
}

/** A button that opens a menu of what else can be done, or of what can be answered; none where there is nothing. */
export function Menu(props: {
  readonly of: 'more' | 'react';
  readonly name: string;
  readonly choices: Read<readonly Choice[]>;
}): Child {
  const { of, name, choices } = props;
  const isOpen = signal(false);
  let place: HTMLElement | undefined;
  const close = (): void => {
    isOpen.set(false);
    place?.querySelector('button')?.focus();
  };
  return show(
    () => choices().length > 0,
    () => (
      <span class="menu-place" ref={(it) => (place = it)}>
        <IconButton
          of={of}
          name={name}
          part={of}
          aria-expanded={isOpen}
          aria-haspopup="menu"
          onClick={() => isOpen.set(!isOpen())}
        />
        {show(isOpen, () => (
          <List of={of} name={name} choices={choices} leave={() => isOpen.set(false)} close={close} />
        ))}
      </span>
    ),
  );
}

function List(props: {
  readonly of: string;
  readonly name: string;
  readonly choices: Read<readonly Choice[]>;
  /** Takes the menu away; `close` also gives the focus back. */
  readonly leave: () => void;
  readonly close: () => void;
}): Child {
  const { leave, close } = props;
  const more = signal<Choice['more']>(undefined);
  return (
    <div
      class={`menu ${props.of}`}
      role="menu"
      part="menu"
      aria-label={() => more()?.name ?? props.name}
      popover="manual"
      onKeydown={(event) => {
        leaveOnEscape(event, close);
        walk(event);
      }}
      onFocusout={({ relatedTarget, currentTarget }) => {
        if (relatedTarget instanceof Node && !currentTarget.parentNode?.contains(relatedTarget)) leave();
      }}
      ref={(menu) =>
        afterwards(() => {
          more();
          showUnder(menu, leave);
          menu.querySelector('button')?.focus({ preventScroll: true });
        })
      }
    >
      {show(more, (it) => (
        <p class="small" aria-hidden="true">
          {() => it().name}
        </p>
      ))}
      {() =>
        // As they were when it opened: others' doings must not take the button away that has the focus.
        untrack((more() ?? props).choices).map((choice) => (
          <button
            type="button"
            role="menuitem"
            tabindex="-1"
            part={choice.part}
            aria-haspopup={choice.more && 'menu'}
            onClick={() => {
              if (choice.more) {
                more.set(choice.more);
                return;
              }
              close();
              choice.press();
            }}
          >
            {choice.name}
          </button>
        ))
      }
    </div>
  );
}

/** Arrows of either direction, Home and End walk, Tab leaves. */
export function walk(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const { key, currentTarget: menu, target } = event;
  const all = [...menu.querySelectorAll('button')];
  const at = all.indexOf(target as HTMLButtonElement);
  const on = getComputedStyle(menu).direction === 'rtl' ? -1 : 1;
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    ArrowRight: at + on,
    ArrowLeft: at - on,
    Home: 0,
    End: -1,
  }[key];
  if (to === undefined) return;
  event.preventDefault();
  all.at(to % all.length)?.focus();
}

/** Beside its button, above everything; a scroll or a press elsewhere ends it. */
function showUnder(menu: HTMLElement, leave: () => void): void {
  raise(menu);
  const button = menu.parentElement?.getBoundingClientRect();
  if (!button) return;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const screen = screenBox();
  const below = button.bottom + 4 + height <= screen.height;
  const isRtl = getComputedStyle(menu).direction === 'rtl';
  const left = isRtl ? button.left : button.right - width;
  menu.style.left = `${Math.max(8, Math.min(left, screen.width - width - 8))}px`;
  menu.style.top = `${below ? button.bottom + 4 : Math.max(8, button.top - 4 - height)}px`;
  const options = { capture: true, passive: true };
  hear(window, 'scroll resize', leave, options);
  hear(
    document,
    'pointerdown',
    (event) => {
      if (menu.parentElement && !event.composedPath().includes(menu.parentElement)) leave();
    },
    options,
  );
}
