import { hear } from '../ui/hear.ts';
import { show } from '../ui/show.ts';
import { afterwards, onEnd, signal } from '../ui/signals.ts';
import type { Extras } from '../window/extras.ts';
import type { Room } from '../window/room.ts';
import { FormatBar, Opener, apply, formatFor } from './format-bar.tsx';
import { PictureRow } from './picture-row.tsx';
import { KINDS, Pictures } from './pictures.ts';
import { type Suggestions, createSuggestions } from './suggestions.tsx';

/** What helps one write: formats, names, pictures. Made inside a root. */
export function createTools(room: Room): Pick<Extras, 'tools' | 'helps' | 'isBusy'> {
  const pictures = new Pictures(room);
  const isOpen = signal(false);
  const helps: Extras['helps'] = (box) => {
    const suggestions = createSuggestions(room, box);
    takeKeys(box, suggestions);
    return suggestions.list;
  };
  return {
    helps,
    isBusy: (id) => pictures.isBusy(id),
    tools({ id, box }) {
      const mayAdd = (): boolean => room.may('upload') && !room.settings().noImageUploads;
      const add = (files: Iterable<File>): void => pictures.add(id(), files);
      // Once it is in its window.
      afterwards(() => takeFiles(box, mayAdd, add));
      return [
        <PictureRow room={room} id={id} pictures={pictures} box={() => box} />,
        <Opener room={room} open={isOpen} press={() => isOpen.set(!isOpen())} />,
        show(isOpen, () => (
          <FormatBar room={room} box={() => box} picture={() => (mayAdd() ? () => choose(add) : undefined)} />
        )),
        helps(box),
      ];
    },
  };
}

/** Keys are the suggestions' first, and then may format. */
function takeKeys(box: HTMLTextAreaElement, suggestions: Suggestions): void {
  hear(
    box,
    'keydown',
    (event: KeyboardEvent) => {
      if (event.isComposing) return;
      const how = formatFor(event);
      if (how) apply(box, how);
      else if (!suggestions.key(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    // Before the box itself, which sends with Enter.
    { capture: true },
  );
}

/** What is pasted into the box, and dropped anywhere on its window. */
function takeFiles(box: HTMLTextAreaElement, may: () => boolean, add: (files: Iterable<File>) => void): void {
  const place = box.closest<HTMLElement>('.window') ?? box;
  const mark = (on: boolean): unknown => place.classList.toggle('dropping', on);
  onEnd(() => mark(false));
  hear(box, 'paste', (event: ClipboardEvent) => {
    const { files = [], types = [] } = event.clipboardData ?? {};
    // A table brings its picture along, and is wanted as text.
    if (files.length === 0 || types.includes('text/plain') || !may()) return;
    event.preventDefault();
    add(files);
  });
  hear(place, 'dragenter dragover dragleave drop', (event: DragEvent) => {
    const { type, dataTransfer } = event;
    if (!dataTransfer?.types.includes('Files') || !may()) return;
    event.preventDefault();
    event.stopPropagation();
    mark(type === 'dragenter' || type === 'dragover');
    if (type === 'drop') add(dataTransfer.files);
  });
}

/** Lets one choose pictures from what one has. */
function choose(add: (files: Iterable<File>) => void): void {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', accept: KINDS, multiple: true });
  input.addEventListener('change', () => add(input.files ?? []));
  input.click();
}
