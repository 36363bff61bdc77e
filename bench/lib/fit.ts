/** A point of a curve: how much there is, and what it costs. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The exponent of the power law that fits best: the least-squares slope of log y over log x. 0 is constant, 1 linear; NaN for less than two points. */
export function exponent(points: readonly Point[]): number {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (pick: (point: Point) => number): number =>
    logs.reduce((sum, point) => sum + pick(point), 0) / logs.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const up = logs.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  const across = logs.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return up / across;
}
