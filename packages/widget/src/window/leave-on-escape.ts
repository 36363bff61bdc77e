/** Escape leaves the smallest thing that is open. */
export function leaveOnEscape(event: KeyboardEvent, leave: () => void): void {
  if (event.key !== 'Escape') return;
  event.preventDefault();
  event.stopPropagation();
  leave();
}

/** Gives the focus to what is about to be in the document. */
export function focusSoon(element: HTMLElement): void {
  queueMicrotask(() => element.focus());
}
