import { loadSeldom } from './chunks.ts';
import { startImageChat } from './start.ts';

/** Defines `<image-chat>`, once; what it does comes in a file of its own when there is one on the page. */
export function defineElement(): void {
  if (customElements.get('image-chat')) return;
  customElements.define(
    'image-chat',
    class extends HTMLElement {
      connectedCallback(): void {
        loadSeldom().then(
          ({ followElement }) => followElement(this, startImageChat),
          () => console.error('Image Chat: a part of the script did not load. Reload the page to try again.'),
        );
      }
    },
  );
}
