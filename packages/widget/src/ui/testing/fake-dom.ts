/** As much of a node as our JSX uses, for tests outside of a browser. */
export class FakeNode {
  parentNode: FakeNode | null = null;
  readonly children: FakeNode[] = [];
  readonly attributes = new Map<string, string>();
  readonly styles = new Map<string, string>();
  readonly listeners = new Map<string, (event: unknown) => void>();
  readonly style = { setProperty: (name: string, value: string) => void this.styles.set(name, value) };
  /** How often it was put somewhere. */
  moves = 0;
  value = '';
  readonly tag: string;
  readonly namespace: string;
  nodeValue: string | null;

  /** @param tag empty for a text */
  constructor(tag: string, namespace = '', nodeValue: string | null = null) {
    this.tag = tag;
    this.namespace = namespace;
    this.nodeValue = nodeValue;
  }

  get firstChild(): FakeNode | null {
    return this.children[0] ?? null;
  }

  get nextSibling(): FakeNode | null {
    const all = this.parentNode?.children ?? [];
    return all[all.indexOf(this) + 1] ?? null;
  }

  insertBefore(child: FakeNode, next: FakeNode | null): FakeNode {
    child.remove();
    child.parentNode = this;
    child.moves++;
    this.children.splice(next ? this.children.indexOf(next) : this.children.length, 0, child);
    return child;
  }

  remove(): void {
    const all = this.parentNode?.children;
    if (all?.includes(this)) all.splice(all.indexOf(this), 1);
    this.parentNode = null;
  }

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }

  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }

  addEventListener(type: string, listener: (event: unknown) => void): void {
    this.listeners.set(type, listener);
  }

  /** Written as markup; empty texts cannot be seen. */
  toString(): string {
    if (!this.tag) return this.nodeValue ?? '';
    const attributes = [...this.attributes].map(([name, value]) => ` ${name}="${value}"`).join('');
    return `<${this.tag}${attributes}>${this.children.join('')}</${this.tag}>`;
  }
}

/** Puts a document that makes such nodes in the place of the page's; returns what puts that back. */
export function useFakeDocument(): () => void {
  const page = globalThis as { document?: unknown };
  const before = page.document;
  page.document = {
    createElementNS: (namespace: string, tag: string) => new FakeNode(tag, namespace),
    createTextNode: (text: string) => new FakeNode('', '', text),
  };
  return () => {
    page.document = before;
  };
}
