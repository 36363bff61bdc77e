/**
 * Keeps the focus inside `dialog` when what had it is taken out of the document: `target` says where it goes.
 * Returns what ends this.
 */
export function keepFocus(dialog: HTMLElement, target: () => HTMLElement | undefined): () => void {
  let last: EventTarget | null = null;
  const end = new AbortController();
  const options = { signal: end.signal };
  dialog.addEventListener('focusin', ({ target: now }) => (last = now), options);
  dialog.addEventListener(
    'focusout',
    ({ target: before }) =>
      // Some browsers also tell this of what is being removed; that did not give the focus away.
      queueMicrotask(() => {
        if (last === before && before instanceof Node && before.isConnected) last = null;
      }),
    options,
  );
  const removals = new MutationObserver(() => {
    if (!(last instanceof Node) || last.isConnected) return;
    last = null;
    const { activeElement } = dialog.getRootNode() as ShadowRoot;
    if (!activeElement) target()?.focus({ preventScroll: true });
  });
  removals.observe(dialog, { childList: true, subtree: true });
  return () => {
    end.abort();
    removals.disconnect();
  };
}
