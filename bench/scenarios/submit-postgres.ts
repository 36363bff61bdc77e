import { Child } from '../lib/child.ts';
import { type Scenario, bySize } from '../lib/scenario.ts';
import { type Row, median } from '../lib/table.ts';
import type { Spent } from './submit.ts';

interface Run {
  readonly group: number;
  readonly operations: number;
  readonly ours: Spent;
}

/** Acknowledged durable operations on Postgres with `synchronous_commit=on`, on the very machine and disk, beside those on SQLite. */
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
    for (let round = 0; round < rounds; round++)
      for (const group of groups) {
        const operations = Math.round(Math.min(20_000, 1000 + group * 150) * scale);
        const { ours } = await child.ask<Pick<Run, 'ours'>>({ work: { operations, group } }, 120_000);
        all.push({ ours, group, operations });
      }
    const of = (group: number, read: (run: Run) => number): number =>
      median(all.filter((run) => run.group === group).map(read));
    const rows = groups.map(
      (group): Row => ({
        'operations in a group': group,
        'ours a second': of(group, ({ operations, ours }) => operations / ours.seconds),
        'CPU each, our process, ms': of(group, ({ operations, ours }) => (ours.cpu * 1000) / operations),
      }),
    );
    return { tables: [{ title: 'Durable operations, Postgres', rows }], reached: {}, data: all, wrong: [] };
  },
};
