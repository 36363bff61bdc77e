/** What a step of the check found: nothing wrong, or what is wrong, one line or block each. */
export interface Findings {
  readonly problems: readonly string[];
  /** A few words for the step's line when all is well. */
  readonly note?: string;
}

/** One step of `npm run check`. */
export interface Step {
  readonly name: string;
  run(): Promise<Findings>;
}

/** How many lines of a step's problems the summary shows. */
const SHOWN_LINES = 150;

/**
 * Runs the steps one after the other, a line each, then everything that is wrong.
 * @returns whether all is well
 */
export async function runSteps(steps: readonly Step[], print: (line: string) => void): Promise<boolean> {
  const failures: { name: string; problems: readonly string[] }[] = [];
  const start = performance.now();
  for (const { name, run } of steps) {
    const before = performance.now();
    const { problems, note } = await run().catch(crashed);
    const took = seconds(performance.now() - before);
    const result = problems.length === 0 ? (note ?? '') : `${problems.length} ${plural(problems.length)}`;
    print(
      `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(14)} ${took.padStart(7)}  ${result}`.trimEnd(),
    );
    if (problems.length > 0) failures.push({ name, problems });
  }
  for (const { name, problems } of failures) {
    print(`\n== ${name}`);
    const lines = problems.join('\n').split('\n');
    for (const line of lines.slice(0, SHOWN_LINES)) print(line);
    if (lines.length > SHOWN_LINES) print(`… and ${lines.length - SHOWN_LINES} more lines`);
  }
  const took = seconds(performance.now() - start);
  print(
    failures.length === 0
      ? `\nAll is well (${took}).`
      : `\nNot yet (${took}): ${failures.map(({ name }) => name).join(', ')}.`,
  );
  return failures.length === 0;
}

function crashed(error: unknown): Findings {
  return {
    problems: [`The step itself broke: ${error instanceof Error ? (error.stack ?? error.message) : error}`],
  };
}

function plural(count: number): string {
  return count === 1 ? 'problem' : 'problems';
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
