/** How many tests passed and failed. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Reads the summary `bun test` closes with. Bun counts a time-out and an error between tests among the failed.
 * @param output what it printed, without colours
 * @param code its exit code; when it is not 0 and no failure is counted, that is one
 */
export function parseBunSummary(output: string, code: number): Counts {
  const last = (word: string) =>
    Number([...output.matchAll(new RegExp(`^ *(\\d+) ${word}$`, 'gm'))].at(-1)?.[1] ?? 0);
  return honest({ passed: last('pass'), failed: Math.max(last('fail'), last('errors?')) }, code);
}

/**
 * Reads the last line of the form `N passed, N failed`.
 * @param output what a runner of ours printed, without colours
 * @param code its exit code; when it is not 0 and no failure is counted, that is one
 */
export function parseClosingLine(output: string, code: number): Counts {
  const match = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return honest({ passed: Number(match?.[1] ?? 0), failed: Number(match?.[2] ?? 0) }, code);
}

/** The sum of several counts. */
export function addCounts(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
    { passed: 0, failed: 0 },
  );
}

/** A runner that broke, or that ran nothing at all, has not passed. */
function honest({ passed, failed }: Counts, code: number): Counts {
  const silent = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed };
}
