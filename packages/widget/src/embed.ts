import { loadSeldom, ownScript } from './chunks.ts';
import { defineElement } from './define-element.ts';
import type { StartImageChat } from './public.ts';
import { startImageChat } from './start.ts';

const page = globalThis as { ImageChat?: StartImageChat; FastCommentsImageChat?: StartImageChat };

/** Pages without a script of their own say in attributes what they want. */
function startMarked(): void {
  if (ownScript?.dataset.imageChat === undefined && !document.querySelector('img[data-image-chat]')) return;
  loadSeldom().then(
    ({ followMarked }) => followMarked(ownScript, startImageChat),
    () => console.error('Image Chat: a part of the script did not load. Reload the page to try again.'),
  );
}

// A second copy of the script leaves the first in charge.
if (!page.ImageChat) {
  page.ImageChat = startImageChat;
  defineElement();
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', startMarked);
  else startMarked();
}
page.FastCommentsImageChat ??= page.ImageChat;
