import { hear } from '../ui/hear.ts';
import type { WindowParts } from '../windows.ts';
import { isOnPicture, placeOn } from './to-percent.ts';

/** A hand is not still: a press that moves less is a press. */
export const STILL_PX = 8;

/** Turns presses on the image into places; scrolling, pinching and the wheel stay the page's. Called inside a root. */
export function takePresses({ talk, image, corners, press }: WindowParts): void {
  let down: MouseEvent | undefined;
  const pressed = (event: MouseEvent): void => {
    const start = down ?? event;
    down = undefined;
    const moved = Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY);
    if (moved > STILL_PX || !isPlain(event) || belongsToPage(image)) return;
    const place = placeOn(corners(), { left: start.clientX, top: start.clientY });
    if (place && isOnPicture(place)) talk.press(place);
  };
  // The browser begins to drag a picture after a few px, and the press would be lost.
  const keepStill = (event: Event): void => {
    if (talk.may('create-conversation') && !image.hasAttribute('draggable')) event.preventDefault();
  };
  hear(image, 'pointerdown', (event: PointerEvent) => (down = event));
  hear(image, 'dragstart', keepStill);
  hear(image, 'click', pressed);
  if (press instanceof MouseEvent) pressed(press);
}

function isPlain(event: MouseEvent): boolean {
  const { button, ctrlKey, metaKey, shiftKey, altKey, defaultPrevented } = event;
  return button === 0 && !(ctrlKey || metaKey || shiftKey || altKey || defaultPrevented);
}

/** Where a click already means something: it leads somewhere, opens something or is edited. */
const TAKEN =
  'a[href], button, label, summary, [role="button"], [role="link"], [onclick], [contenteditable="true"]';

/** Pictures that lead somewhere or do something when clicked keep their click; what listeners do, only a cursor tells. */
export function belongsToPage(image: HTMLImageElement): boolean {
  const cursor = getComputedStyle(image).cursor;
  return image.closest(TAKEN) !== null || image.onclick !== null || /^(?:pointer|zoom)/.test(cursor);
}
