/**
 * Follows whether the surroundings are dark: `body.dark` decides, else what the system prefers.
 * @param changed told at once and after every change
 * @returns what ends it
 */
export function followDark(changed: (dark: boolean) => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const look = (): void => changed(document.body.classList.contains('dark') || system.matches);
  const observer = new MutationObserver(look);
  observer.observe(document.body, { attributeFilter: ['class'] });
  system.addEventListener('change', look);
  look();
  return () => {
    observer.disconnect();
    system.removeEventListener('change', look);
  };
}
