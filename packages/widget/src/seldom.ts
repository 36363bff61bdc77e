import { advise } from './advice.ts';
import { followElement, followMarked } from './elements.ts';

/** What few pages need and all others never load: attributes instead of a script, and words about mistakes. */
export interface SeldomModule {
  readonly advise: typeof advise;
  readonly followElement: typeof followElement;
  readonly followMarked: typeof followMarked;
}

/** All of it. */
export const seldom: SeldomModule = { advise, followElement, followMarked };
