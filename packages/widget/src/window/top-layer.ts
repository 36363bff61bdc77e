/** Puts an element into the top layer, above everything and clipped by nothing; elsewhere it is merely fixed. */
export function raise(element: HTMLElement): void {
  if (element.isConnected && !element.matches(':popover-open')) element.showPopover?.();
}

/** The part of the page one can see, in the px of the layout viewport. */
export function screenBox(): { left: number; top: number; width: number; height: number } {
  const { clientWidth, clientHeight } = document.documentElement;
  return { left: 0, top: 0, width: clientWidth, height: clientHeight };
}
