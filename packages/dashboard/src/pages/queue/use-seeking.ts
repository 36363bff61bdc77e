import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** A search on its way back through time. */
export interface Seeking {
  /** Goes on where the last page ended, until there is something new, the end is reached, or one stops it. */
  readonly more: () => Promise<void>;
  /** True while that is under way. */
  readonly isSeeking: boolean;
  readonly stop: () => void;
}

/**
 * Goes on step by step, by itself where that is wanted; another path begins anew.
 * @param step goes on a step; true when there is more, and nothing of it was found yet
 * @param isWanted nothing was found so far, and there is more
 */
export function useSeeking(step: () => Promise<boolean>, path: string, isWanted: boolean): Seeking {
  const [isSeeking, setSeeking] = useState(false);
  const stopped = useRef<string | null>(null);
  const more = useCallback(async () => {
    stopped.current = null;
    setSeeking(true);
    let goesOn = true;
    while (goesOn) goesOn = (await step()) && stopped.current !== path;
    setSeeking(false);
  }, [step, path]);
  useEffect(() => {
    if (isWanted && !isSeeking && stopped.current !== path) void more();
  }, [isWanted, isSeeking, more, path]);
  const stop = useCallback(() => {
    stopped.current = path;
  }, [path]);
  return { more, isSeeking, stop };
}
