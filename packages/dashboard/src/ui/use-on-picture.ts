import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Calls back with a shown picture, and takes back what that made when it is gone. */
export function useOnPicture(
  shown: ((picture: HTMLImageElement) => () => void) | undefined,
): RefObject<HTMLImageElement | null> {
  const picture = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const it = picture.current;
    return it && shown ? shown(it) : undefined;
  }, [shown]);
  return picture;
}
