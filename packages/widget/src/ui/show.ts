import type { Child } from './jsx.ts';
import { type Read, memo, untrack } from './signals.ts';

/** What `show` shows: everything but nothing. */
export type Something<T> = Exclude<T, undefined | null | false | 0 | ''>;

/**
 * Draws `then` while there is something, else `otherwise`; what is drawn stays while something becomes something else.
 * @param then given what there is; the last there was, for those who ask when it is gone
 */
export function show<T>(
  when: Read<T>,
  then: (it: Read<Something<T>>) => Child,
  otherwise?: () => Child,
): () => Child {
  const now = memo(when);
  const last = memo<T | undefined>((before) => now() || before);
  const is = memo(() => Boolean(now()));
  return () => {
    const draw = is() ? () => then(last as Read<Something<T>>) : otherwise;
    return draw && untrack(draw);
  };
}
