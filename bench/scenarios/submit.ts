import { Child } from '../lib/child.ts';
import { type Scenario, bySize } from '../lib/scenario.ts';
import { type Row, median } from '../lib/table.ts';

/** How long some operations took, and the CPU of all threads meanwhile, both in seconds. */
export interface Spent {
  readonly seconds: number;
  readonly cpu: number;
}

interface Pair {
  readonly group: number;
  readonly operations: number;
  readonly ours: Spent;
  readonly raw: Spent;
}

/** Acknowledged durable operations against the engine alone, writing the same rows in groups of the same size. */
export const submit: Scenario = {
  name: 'submit',
  async run(size) {
    const { groups, rounds, scale } = bySize(size, {
      smoke: { groups: [10], rounds: 1, scale: 0.02 },
      quick: { groups: [1, 10, 100], rounds: 1, scale: 0.3 },
      document: { groups: [1, 10, 100], rounds: 3, scale: 0.4 },
      full: { groups: [1, 10, 100], rounds: 3, scale: 1 },
    });
    const all: Pair[] = [];
    await using child = Child.bun('servers/submit.ts', 'server');
    await child.ask({ work: { operations: 500, group: 10 } });
    for (let round = 0; round < rounds; round++)
      for (const group of groups) {
        const operations = Math.round(Math.min(20_000, 3000 + group * 150) * scale);
        const spent = await child.ask<Pick<Pair, 'ours' | 'raw'>>(
          { work: { operations, group }, raw: true },
          120_000,
        );
        all.push({ ...spent, group, operations });
      }
    const ratioOf = (group: number): number =>
      medianOf(all, group, ({ ours, raw }) => raw.seconds / ours.seconds);
    const rows = groups.map(
      (group): Row => ({
        'operations in a group': group,
        'ours a second': medianOf(all, group, ({ operations, ours }) => operations / ours.seconds),
        'the engine a second': medianOf(all, group, ({ operations, raw }) => operations / raw.seconds),
        'ours is': `${ratioOf(group).toPrecision(3)}×`,
        'CPU each, ours, ms': medianOf(all, group, ({ operations, ours }) => (ours.cpu * 1000) / operations),
        'CPU each, engine, ms': medianOf(all, group, ({ operations, raw }) => (raw.cpu * 1000) / operations),
      }),
    );
    const title = 'Durable operations, SQLite';
    const reached = { submitAgainstEngine: Math.min(...groups.map(ratioOf)) };
    return { tables: [{ title, rows }], reached, data: all, wrong: [] };
  },
};

function medianOf(all: readonly Pair[], group: number, read: (pair: Pair) => number): number {
  return median(all.filter((pair) => pair.group === group).map(read));
}
