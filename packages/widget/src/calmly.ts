/** While much comes, it is shown this often: a few times a second, whatever comes. */
const REST_MS = 250;

/**
 * Of calls after quiet the first passes at once; those that follow within a rest pass as one at its end, and begin the next. Nothing waits longer than
 * a rest, and when nothing comes no timer is set.
 */
export function calmly(
  call: () => void,
  after: (then: () => void, ms: number) => unknown = setTimeout,
): () => void {
  let resting = false;
  let due = false;
  const pass = (): void => {
    due = false;
    resting = true;
    after(rested, REST_MS);
    call();
  };
  const rested = (): void => {
    resting = false;
    if (due) pass();
  };
  return () => {
    if (resting) due = true;
    else pass();
  };
}
