/*
 * Stands in for `chunks.ts` in the npm package: there the files are found by whoever bundles it, and nothing may touch the document
 * while the module is read, since it is read on servers too.
 */
import type { StreamModule } from './browser-stream.ts';
import type { SeldomModule } from './seldom.ts';
import type { LocalesModule } from './text/locales.ts';
import type { WindowModule } from './windows.ts';

/** A module has no script tag. */
export const ownScript: HTMLScriptElement | undefined = undefined;

/** Nor does it know a server. */
export const scriptHost: string | undefined = undefined;

/** The windows. */
export const loadWindows = (): Promise<WindowModule> => import('./window/mount-windows.tsx');

/** The carrier for networks that let no socket through. */
export const loadStream = (): Promise<StreamModule> => import('./browser-stream.ts');

/** Languages other than English. */
export const loadLocales = (): Promise<LocalesModule> => import('./text/locales.ts');

/** What serves `<image-chat>`, and says what is wrong with a configuration. */
export const loadSeldom = async (): Promise<SeldomModule> => (await import('./seldom.ts')).seldom;
