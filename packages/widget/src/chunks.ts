import type { StreamModule } from './browser-stream.ts';
import type { SeldomModule } from './seldom.ts';
import { shared } from './shared.ts';
import type { LocalesModule } from './text/locales.ts';
import type { WindowModule } from './windows.ts';

/** Names of the hashed files beside the embed; written in by the build. */
declare const FILES: {
  readonly windows: string;
  readonly stream: string;
  readonly locales: string;
  readonly seldom: string;
};

// Known only while the script itself runs.
const script = document.currentScript;

/** Our own script tag, where there is one. */
export const ownScript: HTMLScriptElement | undefined =
  script instanceof HTMLScriptElement && script.src ? script : undefined;

const base = ownScript?.src ?? document.baseURI;

/** Origin our script came from, or of the page where it is not a script of its own. */
export const scriptHost: string | undefined = new URL(base).origin;

interface Receiver {
  /** Is handed what the embed has of what both need. */
  receive?(things: readonly unknown[]): void;
}

/** Fetches a file that few visits need; a failed attempt can be made again. */
async function load<Module>(file: string): Promise<Module> {
  const module: Module & Receiver = await import(/* @vite-ignore */ new URL(file, base).href);
  module.receive?.(shared);
  return module;
}

/** The windows, once for all images. */
export const loadWindows = (): Promise<WindowModule> => load(FILES.windows);

/** The carrier for networks that let no socket through. */
export const loadStream = (): Promise<StreamModule> => load(FILES.stream);

/** Languages other than English. */
export const loadLocales = (): Promise<LocalesModule> => load(FILES.locales);

/** What serves `<image-chat>` and `data-image-chat`, and says what is wrong with a configuration. */
export const loadSeldom = (): Promise<SeldomModule> =>
  load<{ readonly seldom: SeldomModule }>(FILES.seldom).then(({ seldom }) => seldom);
