import type { Child } from './jsx.ts';
import { type Read, type Signal, effect, onEnd, root, signal, untrack } from './signals.ts';

interface Row<T> {
  readonly value: Signal<T>;
  readonly node: ChildNode;
  readonly end: () => void;
}

/**
 * Fills an element with one element per entry of a list. An entry with the same id keeps its element, whatever else of it
 * changes, and only what changes places is moved, so that focus and scrolling stay.
 * @param draw makes an entry's element, once; reads what it shows from the first argument
 */
export function each<T extends { readonly id: string }>(
  parent: Element,
  list: Read<Iterable<T>>,
  draw: (it: Read<T>, id: string) => Child,
): void {
  const rows = new Map<string, Row<T>>();
  const newRow = (it: T): Row<T> => {
    const value = signal(it);
    let node: Child;
    const end = root(() => (node = draw(value, it.id)));
    return { value, node: node as unknown as ChildNode, end };
  };
  const drop = (id: string): void => {
    rows.get(id)?.node.remove();
    rows.get(id)?.end();
    rows.delete(id);
  };
  effect(() => {
    const items = [...list()];
    const ids = new Set(items.map(({ id }) => id));
    for (const id of rows.keys()) if (!ids.has(id)) drop(id);
    untrack(() => {
      let at = parent.firstChild;
      for (const it of items) {
        const row = rows.get(it.id) ?? newRow(it);
        rows.set(it.id, row);
        row.value.set(it);
        if (row.node === at) at = at.nextSibling;
        else parent.insertBefore(row.node, at);
      }
    });
  });
  onEnd(() => {
    for (const { end } of rows.values()) end();
  });
}
