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

/** What is asked for: new conversations with their first comments, or comments in those that are there. */
type Kind = 'creations' | 'comments';

const KINDS: readonly Kind[] = ['creations', 'comments'];

/** The same where as many share a transaction as wait. */
interface CrowdRun {
  readonly kind: Kind;
  readonly operations: number;
  readonly ours: Spent;
  /** CPU of the database's processes, in s. */
  readonly engine: number;
}

/** Acknowledged durable operations on Postgres with `synchronous_commit=on`, against the same rows written with `pg` alone in groups of the same size. */
export const submitPostgres: Scenario = {
  name: 'submit-postgres',
  async run(size) {
    const { groups, rounds, scale, crowdSize } = bySize(size, {
      smoke: { groups: [10], rounds: 1, scale: 0.02, crowdSize: 300 },
      quick: { groups: [1, 10, 100], rounds: 1, scale: 0.2, crowdSize: 4000 },
      document: { groups: [1, 10, 100], rounds: 3, scale: 1, crowdSize: 40_000 },
      full: { groups: [1, 10, 100, 256], rounds: 3, scale: 1, crowdSize: 30_000 },
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
    const title = 'Durable operations, Postgres, the same rows with `pg` alone beside them; all on one core';
    const crowd = await ofCrowd(crowdSize, rounds);
    return {
      tables: [{ title, rows }, crowd.table],
      reached: {},
      data: { pairs: all, crowd: crowd.data },
      wrong: [],
    };
  },
};

/**
 * Both cores for the database and us, since nobody else works: as many operations a second as this machine gives. Each time with a Postgres of its own, which has nothing to write
 * to its disk that others left.
 */
async function ofCrowd(operations: number, rounds: number) {
  const crowds: CrowdRun[] = [];
  const logs: { readonly group: number; readonly seconds: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const kind of KINDS) {
      const crowd = { operations, waiting: 1000, images: 50, kind };
      await using child = Child.bun('servers/submit-postgres.ts', 'both');
      const run = await child.ask<Pick<CrowdRun, 'ours' | 'engine'>>({ crowd }, 120_000);
      crowds.push({ operations, kind, ...run });
    }
    await using child = Child.bun('servers/submit-postgres.ts', 'both');
    for (const group of BARE_GROUPS) {
      const { bare } = await child.ask<{ bare: Spent }>({ bare: { operations, group } }, 120_000);
      logs.push({ group, seconds: bare.seconds });
    }
  }
  const ours = KINDS.map((kind): Row => {
    const some = crowds.filter((run) => run.kind === kind);
    return {
      what: `ours, ${kind}: 1,000 callers wait, 50 images, at most 256 in a transaction, three at a time`,
      'a second': median(some.map((run) => run.operations / run.ours.seconds)),
      'CPU each, our process, ms': median(some.map((run) => (run.ours.cpu * 1000) / run.operations)),
      'CPU each, Postgres, ms': median(some.map((run) => (run.engine * 1000) / run.operations)),
    };
  });
  const bare = BARE_GROUPS.map((group): Row => {
    const some = logs.filter((log) => log.group === group).map(({ seconds }) => operations / seconds);
    return {
      what: `a bare log: one table, one index, groups of ${group}, nothing decided`,
      'a second': median(some),
      'CPU each, our process, ms': '',
      'CPU each, Postgres, ms': '',
    };
  });
  const title = 'Durable operations, Postgres, as many together as wait; both cores';
  return { table: { title, rows: [...ours, ...bare] }, data: { crowds, logs } };
}

const BARE_GROUPS = [100, 256];
