import { Child } from '../lib/child.ts';
import { type Point, exponent } from '../lib/fit.ts';
import { type Scenario, type Size, bySize } from '../lib/scenario.ts';
import type { Row } from '../lib/table.ts';
import { CONTENDERS } from './contenders.ts';
import { fanOut } from './fan-out.ts';
import type { Spent } from './submit.ts';

/** How cost grows with one quantity, all others kept. */
export interface Curve {
  readonly name: string;
  /** Quantity against the server's CPU for each event, in µs. */
  readonly points: readonly Point[];
}

/** Of cost for each event against five quantities: the exponent of each curve. Worse than linear is a bug or has its reason. */
export const growth: Scenario = {
  name: 'growth',
  async run(size) {
    const curves = [
      await viewersCurve(size),
      await imagesCurve(size),
      ...(await storageCurves(size)),
    ] as const;
    const rows = curves.map(
      ({ name, points }): Row => ({
        'cost of an event against': name,
        from: points[0]?.x ?? 0,
        to: points.at(-1)?.x ?? 0,
        'µs at first': points[0]?.y ?? 0,
        'µs at last': points.at(-1)?.y ?? 0,
        exponent: exponent(points),
      }),
    );
    return { tables: [{ title: 'Growth', rows }], reached: {}, data: curves, wrong: [] };
  },
};

async function viewersCurve(size: Size): Promise<Curve> {
  const viewers = bySize(size, {
    smoke: [1, 10],
    quick: [10, 100, 1000],
    document: [1, 10, 100, 1000, 5000],
    full: [1, 10, 100, 1000, 5000, 15_000],
  });
  return {
    name: 'viewers of its image',
    points: await fannedOut(size, viewers, (subscribers) => ({ subscribers, images: 1 })),
  };
}

async function imagesCurve(size: Size): Promise<Curve> {
  const images = bySize(size, {
    smoke: [1, 10],
    quick: [1, 30, 1000],
    document: [1, 10, 100, 1000],
    full: [1, 10, 100, 1000, 5000],
  });
  return {
    name: 'images watched, one viewer each',
    points: await fannedOut(size, images, (many) => ({ subscribers: many, images: many })),
  };
}

async function fannedOut(
  size: Size,
  quantities: readonly number[],
  streamOf: (quantity: number) => { subscribers: number; images: number },
): Promise<Point[]> {
  const seconds = bySize(size, { smoke: 0.2, quick: 0.5, document: 1, full: 2 });
  const rate = size === 'smoke' ? 100 : 1000;
  const points: Point[] = [];
  for (const x of quantities) {
    const { cpu } = await fanOut(CONTENDERS.ours, { ...streamOf(x), rate, seconds, bytes: 300 });
    points.push({ x, y: (cpu * 1e6) / (rate * seconds) });
  }
  return points;
}

/** What storage is asked to write, on top of more and more. */
async function storageCurves(size: Size): Promise<Curve[]> {
  const quantities = bySize(size, {
    smoke: [1, 20],
    quick: [10, 100, 1000],
    document: [10, 100, 1000, 10_000],
    full: [10, 100, 1000, 10_000, 30_000],
  });
  const operations = bySize(size, { smoke: 20, quick: 1000, full: 3000 });
  const kinds = {
    'conversations of its image': (conversations: number) => ({ conversations }),
    'events in the log of its image': (history: number) => ({ history }),
    'images written to in turn': (images: number) => ({ images: Math.min(images, 10_000) }),
    tenants: (tenants: number) => ({ tenants: Math.min(tenants, 10_000) }),
  };
  await using child = Child.bun('servers/submit.ts', 'server');
  await child.ask({ work: { operations: 300, group: 10 } });
  const curves: Curve[] = [];
  for (const [name, workOf] of Object.entries(kinds)) {
    const points: Point[] = [];
    for (const x of quantities) {
      const work = { operations, group: 10, ...workOf(x) };
      const { ours } = await child.ask<{ ours: Spent }>({ work }, 180_000);
      points.push({ x, y: (ours.cpu * 1e6) / operations });
    }
    curves.push({ name, points });
  }
  return curves;
}
