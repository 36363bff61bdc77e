import type { Talk } from '../talk.ts';
import { belongsToPage } from './presses.ts';

/** A cursor that says one can press; the page's own stays, and comes back. Returns what ends it. */
export function followCursor(talk: Talk, image: HTMLImageElement): () => void {
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
  const release = talk.subscribe(point);
  point();
  return () => {
    release();
    style.cursor = before;
  };
}
