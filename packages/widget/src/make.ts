/** A new element with these attributes. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Node[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Writes an attribute only if it changes, so that drawing again costs no layout; undefined takes it away. */
export function put(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** The same for a style property. */
export function putStyle(element: HTMLElement, name: string, value: string): void {
  if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
}

/** Listens to events of these types, separated by spaces. */
export function on<Heard extends Event>(
  target: EventTarget,
  types: string,
  heard: (event: Heard) => void,
  options?: AddEventListenerOptions,
): void {
  for (const type of types.split(' ')) target.addEventListener(type, heard as EventListener, options);
}
