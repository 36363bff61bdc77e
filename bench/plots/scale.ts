/** From values to places on one axis, with the values worth a tick. */
export interface Scale {
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** A logarithmic scale over positive values, from `from` to `to` px, ending at whole powers of ten or at 1, 2 and 5 times them. */
export function logScale(values: readonly number[], from: number, to: number): Scale {
  const steps = stepsAround(Math.min(...values), Math.max(...values));
  const [low = 1, high = 10] = [steps[0], steps.at(-1)];
  const span = Math.log10(high / low) || 1;
  // More than a handful of ticks are the powers of ten alone.
  const ticks =
    steps.length <= 8 ? steps : steps.filter((step) => Number.isInteger(rounded(Math.log10(step))));
  return { at: (value) => from + ((to - from) * Math.log10(value / low)) / span, ticks };
}

/** A linear scale from nothing to the largest value. */
export function linearScale(values: readonly number[], from: number, to: number): Scale {
  const most = Math.max(...values, 0);
  const power = 10 ** Math.floor(Math.log10(most || 1));
  const step = [0.2, 0.5, 1, 2, 5].map((part) => part * power).find((each) => most / each <= 6) ?? most;
  const count = Math.ceil(rounded(most / step)) || 1;
  return {
    at: (value) => from + ((to - from) * value) / (count * step),
    ticks: Array.from({ length: count + 1 }, (_, at) => rounded(at * step)),
  };
}

function stepsAround(low: number, high: number): number[] {
  const steps: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    for (const part of [1, 2, 5]) steps.push(rounded(part * 10 ** power));
  const first = steps.findLastIndex((step) => step <= low);
  const last = steps.findIndex((step) => step >= high);
  return steps.slice(Math.max(0, first), last < 0 ? undefined : last + 1);
}

/** Without the dust of floating point, so that the same numbers always draw the same picture. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
