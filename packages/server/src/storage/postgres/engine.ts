import type { Files } from '@imagechat/core/ports/files';
import type { Log } from '@imagechat/core/ports/log';
import type { Retentions } from '@imagechat/core/ports/retention';
import type { Outcome, Submission } from '@imagechat/core/ports/storage';
import type { Engine } from '../engine.ts';
import { metaQueries } from '../queries/meta.ts';
import { postgresAccounts } from './accounts.ts';
import { postgresArchive } from './archive.ts';
import { postgresBuilder } from './dialect.ts';
import { disposeBefore } from './disposal.ts';
import { postgresFiles } from './files.ts';
import { postgresGroups, postgresIndex, postgresUploadUses } from './images.ts';
import { postgresJudges } from './judges.ts';
import { Newness } from './newness.ts';
import { postgresOverview } from './overview.ts';
import { postgresPasskeys } from './passkeys.ts';
import { postgresAudit, postgresBans, postgresPeople } from './people.ts';
import { postgresPersonFiles } from './person-files.ts';
import { postgresRetention } from './retention.ts';
import { PostgresStorage, type PostgresStorageParts } from './storage.ts';
import { AnotherLife, submitGroup } from './submit.ts';
import { postgresTenants } from './tenants.ts';
import { takeTurn } from './turns.ts';
import { postgresUsage } from './usage.ts';
import { postgresWebhooks } from './webhooks.ts';

/** What the engine is made of. */
export interface PostgresEngineParts extends PostgresStorageParts {
  readonly secret: string;
  readonly log: Log;
}

const meta = metaQueries(postgresBuilder);

/** Everything durable, in Postgres, for any number of processes. */
export class PostgresEngine extends PostgresStorage implements Engine {
  readonly tenants: Engine['tenants'];
  readonly people: Engine['people'];
  readonly accounts: Engine['accounts'];
  readonly passkeys: Engine['passkeys'];
  readonly judges: Engine['judges'];
  readonly bans: Engine['bans'];
  readonly audit: Engine['audit'];
  readonly archive: Engine['archive'];
  readonly webhooks: Engine['webhooks'];
  readonly groups: Engine['groups'];
  readonly index: Engine['index'];
  readonly mentions: Engine['mentions'];
  readonly overview: Engine['overview'];
  readonly uploadUses: Engine['uploadUses'];
  readonly usage: Engine['usage'];
  readonly personFiles: Engine['personFiles'];
  readonly files: Files;
  /** Only when the database began another life (E1): the pool connects anew by itself. */
  readonly lost: Promise<Error>;
  readonly #lose: (why: Error) => void;
  readonly #parts: PostgresEngineParts;
  #trouble: string | undefined;

  constructor(parts: PostgresEngineParts) {
    super(parts);
    const { database, tables } = parts;
    this.#parts = parts;
    this.tenants = postgresTenants(database, tables);
    this.people = postgresPeople(database);
    this.accounts = postgresAccounts(database);
    this.passkeys = postgresPasskeys(database);
    this.judges = postgresJudges(database);
    this.bans = postgresBans(database);
    this.audit = postgresAudit(database);
    this.archive = postgresArchive(database);
    this.webhooks = postgresWebhooks(database);
    this.groups = postgresGroups(database);
    this.index = postgresIndex(database);
    this.mentions = this;
    this.overview = postgresOverview(database);
    this.uploadUses = postgresUploadUses(database);
    this.usage = postgresUsage(database);
    this.personFiles = postgresPersonFiles(database);
    this.files = postgresFiles(database, parts.now);
    const { promise, resolve } = Promise.withResolvers<Error>();
    this.lost = promise;
    this.#lose = resolve;
  }

  get trouble(): string | undefined {
    return this.#trouble;
  }

  override async submit(group: readonly Submission[]): Promise<readonly Outcome[]> {
    try {
      const outcomes = await super.submit(group);
      this.#heal();
      return outcomes;
    } catch (error) {
      if (error instanceof AnotherLife) this.#lose(error);
      this.#fail(error);
      throw error;
    }
  }

  async proveWrites(): Promise<void> {
    try {
      // A row written over by itself: it goes the whole way of a write.
      await this.#parts.database.write('all', async (work) => {
        const [row, life] = await Promise.all([
          work.first(meta.get, { key: 'secret' }),
          work.first(meta.get, { key: 'epoch' }),
        ]);
        if (life?.value !== this.epoch) this.#lose(new AnotherLife());
        if (row) await work.all(meta.put, { key: 'secret', value: row.value });
      });
      this.#heal();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  /** Nothing lies outside a database server that could be compared; whoever restores it says so (new-epoch), and that is looked for here (E1). */
  async mark(): Promise<void> {
    const life = await this.#parts.database.read('all', (work) => work.first(meta.get, { key: 'epoch' }));
    if (life?.value !== this.epoch) this.#lose(new AnotherLife());
  }

  async secret(): Promise<string> {
    return this.#parts.secret;
  }

  trim(keep: Retentions, most: number): Promise<number> {
    return postgresRetention(this.#parts.database).trim(keep, most);
  }

  dispose(before: number, most: number): Promise<number> {
    const { database, tables } = this.#parts;
    return disposeBefore(database, tables, before, most);
  }

  takeTurn(name: string, everyMs: number): Promise<boolean> {
    return takeTurn(this.#parts.database, name, everyMs);
  }

  async past() {
    const { database, tables } = this.#parts;
    const parts = { epoch: this.epoch, tables, newness: new Newness() };
    return {
      submitAt: (at: number, group: readonly Submission[]) =>
        submitGroup(database, group, { ...parts, now: () => at }),
      close: () => undefined,
    };
  }

  #fail(error: unknown): void {
    if (this.#trouble === undefined)
      this.#parts.log('error', 'storage-cannot-write', { error: String(error) });
    this.#trouble = 'The database cannot be written to just now; the log says why.';
  }

  #heal(): void {
    if (this.#trouble !== undefined) this.#parts.log('warn', 'storage-writes-again');
    this.#trouble = undefined;
  }
}
