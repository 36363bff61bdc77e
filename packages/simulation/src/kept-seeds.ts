/** A world that once broke a rule, replayed with every test run. */
export interface KeptSeed {
  readonly seed: number;
  /** What was wrong, for whoever meets it again. */
  readonly found: string;
}

/**
 * Seeds that found something. What a seed makes changes whenever the world's draws do, so each finding also has its own
 * test beside the code that was mended; these are kept because such seeds go through thin places.
 */
export const KEPT_SEEDS: readonly KeptSeed[] = [
  { seed: 829, found: 'client: an operation went out over HTTP after it was reported as timed out' },
  { seed: 1422, found: 'client: two operations of one page did so' },
  { seed: 2686, found: 'client: the same on a line nobody noticed was dead' },
  { seed: 1643, found: 'core: a reset took back a subscriber who had read further than it' },
  { seed: 746, found: 'client: asking a silent line again put off giving it up' },
  { seed: 16_795, found: 'checker: what a removed comment said may be missing on the way, too (L1)' },
  { seed: 22_989, found: 'client: a retry with an expired token ended what a slow commit accepted later' },
  {
    seed: 74,
    found: 'checker: what is accepted in the next life of the log is shown before the page arrives there',
  },
  { seed: 28, found: 'core: a clock set back over midnight began the bill of that day anew (M1)' },
  { seed: 131, found: 'core: the same, where nothing else was handed out' },
  {
    seed: 390,
    found: 'core: a bus that comes and goes put the pulse off, and with it the saving of the bill',
  },
  { seed: 686, found: 'checker: a process that outlived a restore, two having been started in its place' },
  { seed: 540, found: 'checker: an unsubscribe refused for being too fast ends no presence' },
  {
    seed: 317,
    found:
      'client: with the clock set back, a newer question put off the end of an older one, and a dead line passed for alive (T1)',
  },
  { seed: 9344, found: 'core: a typing sign stood for as long as the clock was set back' },
  {
    seed: 9517,
    found:
      'client: refused on the socket, an operation was taken back that HTTP was still about to have accepted (O2)',
  },
  { seed: 2257, found: 'core: an answer to a comment out of sight was public (V1)' },
  { seed: 5350, found: 'checker: where one said oneself to be typing is no news to oneself (V1)' },
  {
    seed: 31653,
    found: 'checker: an answer that comes after the log was cut past it may be followed by another (O2)',
  },
];
