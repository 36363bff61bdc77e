import { useEffect, useRef } from 'preact/hooks';

/** What each key does, by the key's name. */
export type KeyMap = Readonly<Record<string, () => void>>;

/** Listens to single keys anywhere on the page; not while somebody writes, chooses or has a window open, nor with a modifier held down. */
export function useKeys(keys: KeyMap): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const at = event.target instanceof Element ? event.target : document.body;
      if (at.closest('input:not([type="checkbox"]), textarea, select, dialog')) return;
      const act = latest.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
