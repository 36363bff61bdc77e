import { suggestPeople } from '@imagechat/client/mentions';
import type { MentionClaim } from '@imagechat/protocol/written';
import { hear } from '../ui/hear.ts';
import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import { afterwards, memo, onEnd, signal } from '../ui/signals.ts';
import { Avatar } from '../window/avatar.tsx';
import type { Room } from '../window/room.ts';
import { raise, screenBox } from '../window/top-layer.ts';
import { writeInto } from './write-into.ts';

/** Keys come faster than answers. */
const PAUSE_MS = 120;

/** An `@` at the beginning of a word and what stands between it and the caret: a name may be of two words. */
const BEGUN = /(?:^|[\s(])@([^\s@]{0,30}(?: [^\s@]{1,30})?)$/u;

interface Suggested {
  /** Where the `@` stands. */
  readonly from: number;
  readonly people: readonly MentionClaim[];
}

/** People to mention, suggested while one writes `@` and the beginning of a name. */
export interface Suggestions {
  readonly list: Child;
  /** True when the key was for the suggestions. */
  key(event: KeyboardEvent): boolean;
}

/** Made inside a root; `box` is there by then. */
export function createSuggestions(room: Room, box: HTMLTextAreaElement): Suggestions {
  const suggested = signal<Suggested | undefined>(undefined);
  const active = signal(0);
  const people = memo(() => suggested()?.people ?? []);
  const close = (): void => suggested.set(undefined);
  const choose = (at: number): void => {
    const now = suggested();
    const person = now?.people[at];
    if (!now || !person) return;
    close();
    room.people.set(person.name, person);
    const text = `@${person.name} `;
    const end = now.from + text.length;
    writeInto(box, { from: now.from, to: box.selectionStart, text, marked: [end, end] });
  };
  watch(room, box, (found) => {
    // Whom one went to stays chosen, wherever the answer to what was written since puts them.
    const last = people()[active()]?.id;
    suggested.set(found);
    active.set(
      Math.max(
        0,
        people().findIndex(({ id }) => id === last),
      ),
    );
  });
  pointTo(box, () => (people().length > 0 ? active() : undefined));
  return {
    list: show(
      () => people().length > 0,
      () => <Listed room={room} box={box} people={people} active={active} choose={choose} />,
    ),
    key({ key }) {
      const { length } = people();
      if (length === 0) return false;
      if (key === 'Escape') close();
      else if (key === 'Enter' || key === 'Tab') choose(active());
      else if (key === 'ArrowDown') active.set((active() + 1) % length);
      else if (key === 'ArrowUp') active.set((active() + length - 1) % length);
      else return false;
      return true;
    },
  };
}

const LIST = 'suggestions';
const optionId = (at: number): string => `${LIST}-${at}`;

/**
 * What assistive technology follows: the focus stays in the box, which points at the suggestion. A box of several lines is no `combobox` (ARIA
 * in HTML), so the rest of that pattern is on it as a text box.
 */
function pointTo(box: HTMLTextAreaElement, active: () => number | undefined): void {
  box.setAttribute('aria-autocomplete', 'list');
  box.setAttribute('aria-haspopup', 'listbox');
  afterwards(() => {
    const at = active();
    const now = { 'aria-controls': LIST, 'aria-activedescendant': optionId(at ?? 0) };
    for (const [name, value] of Object.entries(now))
      if (at === undefined) box.removeAttribute(name);
      else box.setAttribute(name, value);
  });
}

/** Looks for the beginning of a name before the caret, and asks who there is of that name. */
function watch(room: Room, box: HTMLTextAreaElement, found: (it: Suggested | undefined) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wanted: string | undefined;
  /** Nobody's name begins like this, so no name goes on like this. */
  let nobody: string | undefined;
  const ask = async (prefix: string, from: number): Promise<void> => {
    const people = await suggestPeople(room.live, prefix, room.settings().mentionGroupIds);
    if (people.length === 0) nobody = prefix;
    // What was written since is another question.
    if (wanted === prefix) found(people.length > 0 ? { from, people } : undefined);
  };
  const look = (): void => {
    const { value, selectionStart: caret, selectionEnd } = box;
    const prefix = caret === selectionEnd ? BEGUN.exec(value.slice(0, caret))?.[1] : undefined;
    if (prefix === wanted) return;
    wanted = prefix;
    clearTimeout(timer);
    if (prefix === undefined) nobody = undefined;
    if (prefix === undefined || (nobody !== undefined && prefix.startsWith(nobody))) found(undefined);
    else timer = setTimeout(() => void ask(prefix, caret - prefix.length - 1), PAUSE_MS);
  };
  const leave = (): void => {
    wanted = undefined;
    clearTimeout(timer);
    found(undefined);
  };
  hear(box, 'input keyup click', look);
  hear(box, 'blur', leave);
  onEnd(() => clearTimeout(timer));
}

function Listed(props: {
  readonly room: Room;
  readonly box: HTMLElement;
  readonly people: () => readonly MentionClaim[];
  readonly active: () => number;
  readonly choose: (at: number) => void;
}): Child {
  const { room, box, people, active, choose } = props;
  return [
    <div
      class="menu suggestions"
      role="listbox"
      id={LIST}
      part="suggestions"
      popover="manual"
      aria-label={room.say('mention')}
      ref={(list) =>
        afterwards(() => {
          people();
          showOver(list, box);
        })
      }
    >
      {() =>
        people().map((one, at) => (
          <button
            type="button"
            role="option"
            tabindex="-1"
            id={optionId(at)}
            part="suggestion"
            aria-selected={() => active() === at}
            // The focus stays where one writes.
            onPointerdown={(event) => event.preventDefault()}
            onClick={() => choose(at)}
          >
            <Avatar room={room} of={() => one} />
            <span dir="auto">{one.name}</span>
          </button>
        ))
      }
    </div>,
    <p class="unseen" role="status">
      {() => room.say('suggestions', { n: people().length })}
    </p>,
  ];
}

/** Above the box, where the words are not, or under it where there is no room. */
function showOver(list: HTMLElement, box: HTMLElement): void {
  raise(list);
  const { left, right, top, bottom } = (box.closest('.field') ?? box).getBoundingClientRect();
  const screen = screenBox();
  list.style.width = `${right - left}px`;
  list.style.left = `${left}px`;
  const above = top - 4 - list.offsetHeight;
  list.style.top = `${above >= 8 ? above : Math.min(bottom + 4, screen.height - list.offsetHeight - 8)}px`;
}
