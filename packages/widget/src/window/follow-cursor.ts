import type { Talk } from '../talk.ts';
import { onEnd } from '../ui/signals.ts';
import { belongsToPage } from './presses.ts';

/** A cursor that says one can press; the page's own stays, and comes back. Called inside a root. */
export function followCursor(talk: Talk, image: HTMLImageElement): void {
  const { style } = image;
  const before = style.cursor;
  let could: boolean | undefined;
  const point = (): void => {
    const can = talk.may('create-conversation');
    if (could === can) return;
    could = can;
    const may = can && !belongsToPage(image);
    if (!before && style.cursor !== (may ? 'crosshair' : '')) style.cursor = may ? 'crosshair' : '';
  };
  onEnd(talk.subscribe(point));
  onEnd(() => (style.cursor = before));
  point();
}
