/** While more than the first comes, it is shown a few times a second, and once a second while more comes than anybody can follow. */
const REST_MS = 250;
const LONG_REST_MS = 1000;
const MANY = 8;

/**
 * Of calls after quiet the first passes at once; those that follow within a rest pass as one at its end, and begin the next. Nothing waits longer than
 * a rest, and when nothing comes no timer is set. A rest after one with many calls is a long one.
 */
export function calmly(
  call: () => void,
  after: (then: () => void, ms: number) => unknown = setTimeout,
): () => void {
  let resting = false;
  /** Calls that wait. */
  let due = 0;
  const pass = (): void => {
    resting = true;
    after(rested, due > MANY ? LONG_REST_MS : REST_MS);
    due = 0;
    call();
  };
  const rested = (): void => {
    resting = false;
    if (due) pass();
  };
  return () => {
    if (resting) due++;
    else pass();
  };
}
