/** The raw engine at a pace: `{paced: {rate, seconds}}` commits one row at a time, durable, `rate` times a second, and says how long each took in ms. */
import { Database } from 'bun:sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Histogram } from '../lib/histogram.ts';
import { listen, say } from '../lib/stdio.mjs';

const folder = mkdtempSync(join(tmpdir(), 'imagechat-bench-'));
const database = new Database(join(folder, 'raw.db'), { create: true });
database.run('pragma journal_mode = wal');
database.run('pragma synchronous = full');
database.run('create table events (seq integer primary key, payload text not null) strict');
const insert = database.prepare('insert into events (payload) values (?)');
const payload = 'x'.repeat(600);

listen(
  async ({ paced }: { paced: { rate: number; seconds: number } }) => {
    const took = new Histogram();
    const start = performance.now();
    for (let at = 0; at < paced.rate * paced.seconds; at++) {
      const due = start + (at * 1000) / paced.rate;
      const early = due - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      const from = performance.now();
      insert.run(payload);
      took.add(performance.now() - from);
    }
    say({ took: took.summary() });
  },
  () => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  },
);
