/*
 * The npm package `@imagechat/widget`, an ES module. Reading it touches no document, so a server may.
 */
import { defineElement } from './define-element.ts';
import type { StartImageChat } from './public.ts';
import { startImageChat } from './start.ts';

/** The same function as the script's. `apiHost` has to be given, since a module does not know where it came from. */
export const ImageChat: StartImageChat = startImageChat;

/** Defines the `<image-chat>` element; calling it twice does no harm. */
export const defineImageChatElement: () => void = defineElement;

/** The types of what is passed and told. */
export type * from './public.ts';
