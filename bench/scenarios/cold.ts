import { Database } from 'bun:sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseFile } from '@imagechat/server/storage/sqlite/files';
import type { Browser } from 'playwright-core';
import { findChromium, launchChromium } from '../../e2e/support/chromium.ts';
import { Command } from '../../e2e/support/command.ts';
import { buildIfStale } from '../../scripts/build.ts';
import { type Scenario, bySize } from '../lib/scenario.ts';
import { seedImage } from '../lib/seed.ts';
import { type Row, median } from '../lib/table.ts';

/** Comments in a large data folder. */
const MANY = 1_000_000;

/** One start: seconds until it answered, and until a browser showed a marker of the demo. */
interface Start {
  readonly data: string;
  readonly accepting: number;
  readonly marker?: number;
}

/** From the command to the first answer, and to the first marker on a screen, with everything built. */
export const cold: Scenario = {
  name: 'cold',
  async run(size) {
    const rounds = bySize(size, { smoke: 1, quick: 3, document: 5, full: 7 });
    await buildIfStale(() => undefined);
    const browser = size !== 'smoke' && findChromium() ? await launchChromium() : undefined;
    const all: Start[] = [];
    try {
      for (let round = 0; round < rounds; round++)
        all.push(await inFolder((dataDir) => start('none yet', dataDir, browser)));
      if (size === 'document' || size === 'full')
        await inFolder(async (dataDir) => {
          await seedMany(dataDir);
          for (let round = 0; round < 3; round++)
            all.push(await start('1,000,000 comments', dataDir, undefined));
        });
    } finally {
      await browser?.close();
    }
    const kinds = [...new Set(all.map(({ data }) => data))];
    const of = (kind: string, read: (one: Start) => number | undefined): number =>
      median(all.filter(({ data }) => data === kind).flatMap((one) => read(one) ?? []));
    const rows = kinds.map(
      (data): Row => ({
        'data in the folder': data,
        'npm start to accepting, s': of(data, ({ accepting }) => accepting),
        'to the first marker in a browser, s': of(data, ({ marker }) => marker) || '',
      }),
    );
    const reached = { coldSeconds: of('none yet', ({ accepting }) => accepting) };
    return { tables: [{ title: 'Cold starts, built', rows }], reached, data: all, wrong: [] };
  },
};

async function start(data: string, dataDir: string, browser: Browser | undefined): Promise<Start> {
  const port = freePort();
  const origin = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const since = (): number => (performance.now() - began) / 1000;
  await using command = new Command(['npm', 'start'], { PORT: String(port), DATA_DIR: dataDir });
  let isOver = false;
  const end = command.ends().then((how) => {
    isOver = true;
    return how;
  });
  while (!(await fetch(`${origin}/readyz`).catch(() => undefined))?.ok) {
    if (isOver) throw new Error(`npm start ended: ${(await end).err}`);
    await Bun.sleep(5);
  }
  const accepting = since();
  if (!browser) return { data, accepting };
  const page = await browser.newPage();
  await page.goto(`${origin}/`, { waitUntil: 'commit' });
  await page.locator('.marker').first().waitFor();
  const marker = since();
  await page.close();
  return { data, accepting, marker };
}

async function inFolder<Result>(work: (dataDir: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'imagechat-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A thousand conversations as the server makes them, and then as many comments as it takes, written past it: what is measured is to start with them. */
async function seedMany(dataDir: string): Promise<void> {
  await seedImage(dataDir, 'image-0', 1000);
  using database = new Database(databaseFile(dataDir));
  database.run(`
    with recursive n(n) as (select 1 union all select n + 1 from n where n < ${MANY / 1000})
    insert into comments (tenant_id, id, conversation_id, seq, by, name, text, created_at)
    select tenant_id, id || '-' || n, id, 1000000 + n, by, name, 'One comment of a million, of about sixty characters each.', created_at
    from conversations, n`);
}

function freePort(): number {
  const probe = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } });
  probe.stop(true);
  return probe.port;
}
