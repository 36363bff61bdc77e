import type { Change } from './format.ts';

/** Changes a box's text as if it were typed, so that the browser's own undo takes it back. */
export function writeInto(box: HTMLTextAreaElement, { from, to, text, marked }: Change): void {
  box.focus({ preventScroll: true });
  box.setSelectionRange(from, to);
  // The only way to write that undo knows; nothing stands for it where it is gone.
  const done = text ? document.execCommand('insertText', false, text) : document.execCommand('delete');
  if (!done) {
    box.setRangeText(text, from, to);
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }
  box.setSelectionRange(...marked);
}
