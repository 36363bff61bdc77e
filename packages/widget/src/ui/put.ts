import type { Child } from './jsx.ts';
import { effect, untrack } from './signals.ts';

/** Puts what a tag may contain into `parent`, before `next`. */
export function put(parent: Node, child: Child, next: Node | null): void {
  if (Array.isArray(child)) for (const one of child) put(parent, one, next);
  else if (typeof child === 'function') keep(parent, child, next);
  else if (typeof child === 'object' && child) parent.insertBefore(child as Node, next);
  else if (typeof child === 'number' || (typeof child === 'string' && child))
    parent.insertBefore(document.createTextNode(String(child)), next);
}

/** A reactive place is what lies between two empty texts. */
function keep(parent: Node, draw: () => Child, next: Node | null): void {
  const [first, last] = ['', ''].map((text) => parent.insertBefore(document.createTextNode(text), next));
  if (!first || !last) return;
  let words: string | undefined;
  effect(() => {
    const child = draw();
    const before = words;
    words = typeof child === 'string' ? child : undefined;
    const text = first.nextSibling;
    // Words that become other words keep their node.
    if (before && words && text) text.nodeValue = words;
    else {
      for (let old = first.nextSibling; old && old !== last; old = first.nextSibling) old.remove();
      untrack(() => put(last.parentNode ?? parent, child, last));
    }
  });
}
