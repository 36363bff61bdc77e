import { expect, test } from 'bun:test';
import { MemoryExchange } from '@imagechat/core/memory/bus';
import { FakeClock } from '@imagechat/core/testing/fake-clock';
import { compose } from './compose.ts';
import { sweepChore } from './files/sweep-chore.ts';
import { forEveryLimit } from './limits/limit-settings.ts';
import { storageChores } from './storage/chores.ts';
import { PgDatabase } from './storage/postgres/database.ts';
import { PostgresEngine } from './storage/postgres/engine.ts';
import { tablesOfThisVersion } from './storage/postgres/tables.ts';
import { postgresWorld } from './testing/postgres-world.ts';
import { until } from './testing/until.ts';

const world = await postgresWorld();
const quiet = (): void => undefined;

/** A database that counts what it is asked. */
class CountedDatabase extends PgDatabase {
  asked = 0;
  underWay = 0;

  override read<Result>(...args: Parameters<PgDatabase['read']>): Promise<Result> {
    return this.#counted(super.read(...args) as Promise<Result>);
  }

  override write<Result>(...args: Parameters<PgDatabase['write']>): Promise<Result> {
    return this.#counted(super.write(...args) as Promise<Result>);
  }

  async #counted<Result>(work: Promise<Result>): Promise<Result> {
    this.asked++;
    this.underWay++;
    try {
      return await work;
    } finally {
      this.underWay--;
    }
  }
}

/** What a server does in a quarter of an hour in which nobody comes: transactions, and timers that are set at its end. */
async function idle(fill: (database: PgDatabase) => Promise<void>) {
  const { database: first, url } = await world.database();
  await fill(first);
  await first.close();
  const database = new CountedDatabase(url, quiet);
  const clock = new FakeClock();
  const tables = await tablesOfThisVersion();
  const secret = 'a secret for tests';
  const parts = { database, tables, epoch: 'e1', secret, now: () => clock.now(), log: quiet };
  const engine = new PostgresEngine(parts);
  const chores = storageChores(engine, { days: 7, events: 10_000 }, quiet);
  chores.push(sweepChore(engine.files, engine.uploadUses, engine, quiet));
  const { hub } = compose({
    ...{ storage: engine, bus: new MemoryExchange().bus(), chores, clock, secret, log: quiet },
    ...{ tenants: engine.tenants, people: engine.people, accounts: engine.accounts, bans: engine.bans },
    passkeys: engine.passkeys,
    judges: engine.judges,
    ...{ audit: engine.audit, personFiles: engine.personFiles, groups: engine.groups, usage: engine.usage },
    ...{
      mentions: engine.mentions,
      index: engine.index,
      overview: engine.overview,
      usageSaveMs: 20_000,
      version: '0.0.0-test',
    },
    ...{ archive: engine.archive, webhooks: engine.webhooks, epoch: engine.epoch },
    sendSettings: { toPrivate: false },
    uploads: { files: engine.files, settings: { mostBytes: 1000, mostPixels: 1000 } },
    limits: forEveryLimit(() => 1000),
    ...{ widgetFolder: '/none', dashboardFolder: '/none', addresses: () => [] },
  });
  database.asked = 0;
  for (let seconds = 0; seconds < 900; seconds += 5) {
    await clock.advance(5000);
    await until(() => database.underWay === 0);
  }
  const { asked } = database;
  const { timers } = clock;
  await hub.close();
  await engine.close();
  return { asked, timers };
}

/** Fifty tenants with 200 images each, on each of which somebody has spoken. */
async function fiftyTenants(database: PgDatabase): Promise<void> {
  await database.write('all', async (work) => {
    await work.raw(`insert into tenants (id, name, domains, created_at)
      select 'tenant-' || n, 'Tenant ' || n, '[]', 0 from generate_series(1, 50) as n`);
    await work.raw(`insert into images (tenant_id, url_id, head, created_at)
      select 'tenant-' || (n % 50 + 1), 'image-' || n, 1, 0 from generate_series(1, 10000) as n`);
    await work.raw(`insert into events (tenant_id, image_id, seq, at, by, broadcast_id, payload)
      select tenant_id, id, 1, ${Date.UTC(2026, 0, 1)}, 'ada', 'b' || id, '{}' from images`);
  });
}

test('T1: fifty idle tenants and 10,000 images cost no timer and no query of their own', async () => {
  const alone = await idle(async () => undefined);
  const crowded = await idle(fiftyTenants);
  expect([alone.timers, crowded.timers]).toEqual([1, 1]);
  // Every five seconds a look at what changed and one for webhooks that are due, a mark every twenty, and what is done now and then.
  expect(alone.asked).toBeLessThan(500);
  // The walk for logs that are too long, which one process of all goes every five minutes, looks at 500 images with each question.
  expect(crowded.asked - alone.asked).toBeLessThanOrEqual(10_000 / 500);
}, 60_000);
