import { SIDES, type Side, placeWindow } from './placement.ts';
import { raise, screenBox } from './top-layer.ts';

/** Below this width of the viewport a window fills the screen (CONTRACT §2). */
export const PHONE = '(width < 768px)';

/**
 * Keeps a window beside its marker, or full screen on a phone, as long as it is open. Works only when something
 * moved; nothing runs while nothing does.
 * @param marker where it belongs now
 * @returns `place` for when the marker is another one, `stop` for the end
 */
export function followMarker(
  dialog: HTMLDialogElement,
  marker: () => HTMLElement | undefined,
): { place(): void; stop(): void } {
  const phone = matchMedia(PHONE);
  const end = new AbortController();
  let side: Side | undefined;
  let frame = 0;
  const place = (): void => {
    frame = 0;
    if (!dialog.isConnected) return;
    if (phone.matches) {
      fillScreen(dialog);
      return;
    }
    if (dialog.open) dialog.close();
    raise(dialog);
    const target = marker();
    const tip = dialog.querySelector<HTMLElement>('.arrow');
    if (tip) tip.hidden = !target;
    if (target) side = putBeside(dialog, target, side);
  };
  const soon = (): void => {
    frame ||= requestAnimationFrame(place);
  };
  const options = { capture: true, passive: true, signal: end.signal };
  document.addEventListener('scroll', soon, options);
  addEventListener('resize', soon, options);
  phone.addEventListener('change', place, { signal: end.signal });
  for (const type of ['resize', 'scroll']) visualViewport?.addEventListener(type, soon, options);
  const sizes = new ResizeObserver(soon);
  sizes.observe(dialog);
  return {
    place,
    stop() {
      end.abort();
      sizes.disconnect();
      cancelAnimationFrame(frame);
    },
  };
}

/** Modal, so that the page behind can be neither reached nor read; above the keyboard, which only this viewport knows. */
function fillScreen(dialog: HTMLDialogElement): void {
  if (!dialog.open) {
    if (dialog.matches(':popover-open')) dialog.hidePopover();
    dialog.showModal();
  }
  dialog.classList.remove(...SIDES);
  delete dialog.dataset.placement;
  // Left over from beside a marker, they would win over the style sheet.
  Object.assign(dialog.style, { left: '', top: '' });
  const view = visualViewport;
  if (!view) return;
  const { offsetLeft: left, offsetTop: top, width, height } = view;
  for (const [name, px] of Object.entries({ left, top, width, height }))
    dialog.style.setProperty(`--screen-${name}`, `${px}px`);
  // Zoomed in, one sees less of the page without a keyboard, too.
  dialog.classList.toggle('typing', height * view.scale < document.documentElement.clientHeight - 120);
}

function putBeside(dialog: HTMLDialogElement, marker: HTMLElement, before: Side | undefined): Side {
  const size = { width: dialog.offsetWidth, height: dialog.offsetHeight };
  const { side, left, top, arrow } = placeWindow(marker.getBoundingClientRect(), size, screenBox(), before);
  dialog.style.left = `${left}px`;
  dialog.style.top = `${top}px`;
  dialog.classList.remove(...SIDES);
  dialog.classList.add(side);
  dialog.dataset.placement = side;
  const tip = dialog.querySelector<HTMLElement>('.arrow');
  // Offsets of the arrow count from inside the border.
  const along = `${arrow - 1}px`;
  const across = side === 'to-right' || side === 'to-left';
  if (tip) Object.assign(tip.style, { top: across ? along : '', left: across ? '' : along });
  return side;
}
