import { type Written, optionKinds } from './option-kinds.ts';
import type { ImageChatConfig, ImageChatHandle, StartImageChat } from './public.ts';

interface Attribute {
  /** The option it writes. */
  readonly key: string;
  /** Its name: `tenant-id` for `tenantId`. */
  readonly name: string;
  readonly written: Written;
}

/** Options as they are written in HTML, each with `prefix` before its name. */
function attributes(prefix: string): Attribute[] {
  return Object.entries(optionKinds()).flatMap(([key, [written]]) => {
    const name = prefix + key.replace(/[A-Z]+/g, (capitals) => `-${capitals.toLowerCase()}`);
    return written === 'never' ? [] : { key, name, written };
  });
}

/** The names under which a change of options is seen. */
function attributeFilter(prefix: string): string[] {
  return attributes(prefix).map(({ name }) => name);
}

/** The configuration that an element's attributes write, each with `prefix` before its name. */
export function configOf(element: Element, prefix = ''): ImageChatConfig {
  const entries = attributes(prefix).flatMap(({ key, name, written }) => {
    const value = element.getAttribute(name);
    return value === null ? [] : [[key, readAs(written, value)] as const];
  });
  return Object.fromEntries(entries);
}

function readAs(kind: Written, value: string): unknown {
  if (kind === 'flag') return value === '' || value === 'true' ? true : value === 'false' ? false : value;
  if (kind === 'list') return value.split(',').map((id) => id.trim());
  if (kind === 'text') return value;
  try {
    return JSON.parse(value);
  } catch {
    // Told as it stands when it is no object.
    return value;
  }
}

interface Followed {
  image: HTMLImageElement | undefined;
  handle: ImageChatHandle | undefined;
  /** What the page set as a property, functions for the most part. */
  config: ImageChatConfig;
}

const followed = new WeakMap<Element, Followed>();

/** Keeps the widget of an `<image-chat>` in line with its attributes, its `config` property and the image inside. */
export function followElement(element: HTMLElement, start: StartImageChat): void {
  if (followed.has(element)) return;
  const own: unknown = Object.getOwnPropertyDescriptor(element, 'config')?.value;
  const state: Followed = { image: undefined, handle: undefined, config: Object(own) };
  followed.set(element, state);
  const look = (): void => {
    const image = element.querySelector('img') ?? undefined;
    if (image !== state.image) state.handle?.destroy();
    state.image = image;
    // Started again rather than updated: what is no longer written is no longer meant.
    state.handle = image && start(image, { ...configOf(element), ...state.config });
  };
  Object.defineProperty(element, 'config', {
    configurable: true,
    get: () => state.config,
    set(config: ImageChatConfig) {
      state.config = Object(config);
      look();
    },
  });
  new MutationObserver(look).observe(element, { attributeFilter: attributeFilter('') });
  new MutationObserver(() => {
    if (element.querySelector('img') !== (state.image ?? null)) look();
  }).observe(element, { childList: true, subtree: true });
  look();
}

/**
 * Starts the marked images of the page and those that come later: `<img data-image-chat>`, and what the script's own
 * `data-image-chat` selects. Options are `data-tenant-id` and so on, the image's before the script's.
 */
export function followMarked(script: HTMLScriptElement | undefined, start: StartImageChat): void {
  const selector = [script?.dataset.imageChat, 'img[data-image-chat]'].filter(Boolean).join(', ');
  const begin = (image: Element): void => {
    start(image, { ...(script ? configOf(script, 'data-') : {}), ...configOf(image, 'data-') });
  };
  const changes = new MutationObserver((records) => {
    for (const image of new Set(records.map(({ target }) => target as Element))) begin(image);
  });
  const known = new WeakSet<Element>();
  const look = (): void => {
    for (const image of document.querySelectorAll(selector)) {
      if (known.has(image)) continue;
      known.add(image);
      begin(image);
      changes.observe(image, { attributeFilter: attributeFilter('data-') });
    }
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
  look();
}
