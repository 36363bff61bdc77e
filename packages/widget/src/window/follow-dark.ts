import { hear } from '../ui/hear.ts';
import { onEnd } from '../ui/signals.ts';

/**
 * Follows whether the surroundings are dark: `body.dark` decides, else what the system prefers. Called inside a root.
 * @param changed told at once and after every change
 */
export function followDark(changed: (dark: boolean) => void): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const look = (): void => changed(document.body.classList.contains('dark') || system.matches);
  const observer = new MutationObserver(look);
  observer.observe(document.body, { attributeFilter: ['class'] });
  onEnd(() => observer.disconnect());
  hear(system, 'change', look);
  look();
}
