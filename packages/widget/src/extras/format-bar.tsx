import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import { signal } from '../ui/signals.ts';
import { IconButton, type IconName } from '../window/icons.tsx';
import { walk } from '../window/menu.tsx';
import type { Room } from '../window/room.ts';
import { type Format, format } from './format.ts';
import { writeInto } from './write-into.ts';

/** How each looks on a 20 × 20 grid, and the key that does it with Ctrl or ⌘; large letters are with Shift. */
const FORMATS: readonly (readonly [how: Format, icon: IconName, key: string])[] = [
  ['bold', 'M6.5 4H11a3 3 0 0 1 0 6H6.5zM6.5 10h5.2a3.1 3.1 0 0 1 0 6.2H6.5z', 'b'],
  ['italic', 'M8.5 4H15M5 16h6.5M12 4L8.3 16', 'i'],
  [
    'strike',
    'M3.5 10h13M13.8 6.6C13.4 5 12 4 10 4 7.8 4 6.3 5.2 6.3 7M6 13.2c.4 1.7 1.9 2.8 4 2.8 2.3 0 3.9-1.2 3.9-3',
    'X',
  ],
  ['code', 'M7 6l-4 4 4 4M13 6l4 4-4 4', 'e'],
  [
    'link',
    'M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1-1',
    'k',
  ],
  ['bullets', 'list', '8'],
];

const PICTURE =
  'M3.5 5.5a1 1 0 0 1 1-1h11a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1zM3.5 13L7 9.5l3 3 2-2 4.5 4M12.5 7.8h.01';

const isMac = /mac|iphone|ipad/i.test(navigator.platform);

/** The format a key asks for. Digits by their place on the keyboard, since Shift makes other characters of them. */
export function formatFor({
  key,
  code,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
}: KeyboardEvent): Format | undefined {
  if (altKey || (isMac ? !metaKey || ctrlKey : !ctrlKey || metaKey)) return undefined;
  const asked = code === 'Digit8' && shiftKey ? '8' : shiftKey ? key.toUpperCase() : key.toLowerCase();
  return FORMATS.find(([, , its]) => its === asked)?.[0];
}

function shortcut(key: string): string {
  const parts = [
    isMac ? '⌘' : 'Ctrl',
    ...(/[X8]/.test(key) ? [isMac ? '⇧' : 'Shift'] : []),
    key.toUpperCase(),
  ];
  return parts.join(isMac ? '' : '+');
}

/** Opens and closes the bar. */
export function Opener(props: {
  readonly room: Room;
  readonly open: () => boolean;
  readonly press: () => void;
}): Child {
  return (
    <IconButton
      of="add"
      name={props.room.say('tools')}
      part="open-format"
      aria-expanded={props.open}
      onPointerdown={keepFocus}
      onClick={props.press}
    />
  );
}

/** Formats what is marked in the box; one stop for Tab, arrows walk. */
export function FormatBar(props: {
  readonly room: Room;
  readonly box: () => HTMLTextAreaElement | undefined;
  /** Lets one choose a picture, where one may. */
  readonly picture: () => (() => void) | undefined;
}): Child {
  const { room, box, picture } = props;
  const at = signal('bold');
  /** Whether Tab stops there. */
  const stop = (part: string) => (): string => (at() === part ? '0' : '-1');
  return (
    <div
      class="format"
      role="toolbar"
      part="format"
      aria-label={room.say('tools')}
      onKeydown={walk}
      onFocusin={({ target }) => at.set((target as HTMLElement).getAttribute('part') ?? '')}
    >
      {FORMATS.map(([how, icon, key]) => (
        <IconButton
          of={icon}
          name={room.say(how)}
          title={`${room.say(how)} (${shortcut(key)})`}
          part={how}
          tabindex={stop(how)}
          onPointerdown={keepFocus}
          onClick={() => {
            const it = box();
            if (it) apply(it, how);
          }}
        />
      ))}
      {show(picture, (choose) => (
        <IconButton
          of={PICTURE}
          name={room.say('addPicture')}
          part="add-picture"
          tabindex={stop('add-picture')}
          onPointerdown={keepFocus}
          onClick={() => choose()()}
        />
      ))}
    </div>
  );
}

/** Formats what is marked in a box. */
export function apply(box: HTMLTextAreaElement, how: Format): void {
  const { value: text, selectionStart: from, selectionEnd: to } = box;
  writeInto(box, format(how, { text, from, to }));
}

/** The box keeps the focus, and a phone its keyboard. */
function keepFocus(event: Event): void {
  event.preventDefault();
}
