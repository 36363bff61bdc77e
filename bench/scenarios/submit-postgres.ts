import { Child } from '../lib/child.ts';
import { type Scenario, bySize } from '../lib/scenario.ts';
import { type Row, median } from '../lib/table.ts';
import type { Spent } from './submit.ts';

interface Run {
  readonly group: number;
  readonly operations: number;
  readonly ours: Spent;
  readonly raw: Spent;
}

/** Acknowledged durable operations on Postgres with `synchronous_commit=on`, against the same rows written with `pg` alone in groups of the same size. */
export const submitPostgres: Scenario = {
  name: 'submit-postgres',
  async run(size) {
    const { groups, rounds, scale } = bySize(size, {
      smoke: { groups: [10], rounds: 1, scale: 0.02 },
      quick: { groups: [1, 10, 100], rounds: 1, scale: 0.3 },
      full: { groups: [1, 10, 100, 256], rounds: 3, scale: 1 },
    });
    const all: Run[] = [];
    await using child = Child.bun('servers/submit-postgres.ts', 'server');
    await child.ask({ work: { operations: 500, group: 10 } }, 120_000);
    for (let round = 0; round < rounds; round++)
      for (const group of groups) {
        const operations = Math.round(Math.min(20_000, 1000 + group * 150) * scale);
        const spent = await child.ask<Pick<Run, 'ours' | 'raw'>>(
          { work: { operations, group }, raw: true },
          120_000,
        );
        all.push({ ...spent, group, operations });
      }
    const of = (group: number, read: (run: Run) => number): number =>
      median(all.filter((run) => run.group === group).map(read));
    const rows = groups.map(
      (group): Row => ({
        'operations in a group': group,
        'ours a second': of(group, ({ operations, ours }) => operations / ours.seconds),
        'pg alone a second': of(group, ({ operations, raw }) => operations / raw.seconds),
        'ours is': `${of(group, ({ ours, raw }) => raw.seconds / ours.seconds).toPrecision(3)}×`,
        'CPU each, our process, ms': of(group, ({ operations, ours }) => (ours.cpu * 1000) / operations),
        'CPU each, pg alone, ms': of(group, ({ operations, raw }) => (raw.cpu * 1000) / operations),
      }),
    );
    return { tables: [{ title: 'Durable operations, Postgres', rows }], reached: {}, data: all, wrong: [] };
  },
};
