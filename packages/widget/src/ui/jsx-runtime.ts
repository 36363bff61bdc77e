import type { Child } from './jsx.ts';
import { put } from './put.ts';
import { effect, untrack } from './signals.ts';

/** The types under which the compiler looks for what tags may be. */
export type * as JSX from './jsx.ts';

type Props = Readonly<Record<string, unknown>>;

const SVG = 'http://www.w3.org/2000/svg';

/**
 * What a tag in JSX becomes: builds an element by DOM calls alone, or calls a component. Either happens once; nothing is compared later.
 * Reactive are the functions among attributes and children.
 */
export function jsx(tag: string | ((props: Props) => Child), props: Props): Child {
  if (typeof tag === 'function') return untrack(() => tag(props));
  const { ref, children, ...attributes } = props;
  const element = document.createElementNS(
    tag === 'svg' || tag === 'path' ? SVG : 'http://www.w3.org/1999/xhtml',
    tag,
  ) as HTMLElement;
  for (const [name, value] of Object.entries(attributes)) give(element, name, value);
  put(element, children as Child, null);
  if (typeof ref === 'function') ref(element);
  return element;
}

/** The same with several children. */
export const jsxs: typeof jsx = jsx;

function give(element: HTMLElement, name: string, value: unknown): void {
  if (typeof value !== 'function') write(element, name, value);
  else if (/^on[A-Z]/.test(name))
    element.addEventListener(name.slice(2).toLowerCase(), value as EventListener);
  else effect(() => write(element, name, value()));
}

function write(element: HTMLElement, name: string, value: unknown): void {
  if (name === 'style')
    for (const [property, one] of Object.entries(Object(value)))
      element.style.setProperty(property, String(one));
  else if (name === 'value') {
    // Written once more, the same text would move the caret.
    const field = element as HTMLInputElement;
    if (field.value !== value) field.value = String(value);
  } else if (value === undefined || (value === false && !name.startsWith('aria-')))
    element.removeAttribute(name);
  else element.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value));
}
