import { type Retention, type Retentions, retentionOf } from '@imagechat/core/ports/retention';
import type { Created, Outcome, Submission } from '@imagechat/core/ports/storage';
import type { UsageTotal } from '@imagechat/core/ports/usage';
import { decide } from '@imagechat/core/rules/decide';
import { imageKeyText } from '@imagechat/protocol/ids';
import { type LongLogs, youngFrom } from '../long-logs.ts';
import { eventQueries } from '../queries/events.ts';
import { usageQueries } from '../queries/usage.ts';
import { AccountWriter } from './accounts.ts';
import { CommitCounter } from './commit-counter.ts';
import type { Connection, PreparedAll, Transaction } from './connection.ts';
import { sqliteBuilder } from './dialect.ts';
import { Disposal } from './disposal.ts';
import { JudgeWriter } from './judges.ts';
import { Loader } from './loader.ts';
import { PasskeyWriter } from './passkeys.ts';
import { PeopleWriter } from './people-writer.ts';
import { Recorder } from './recorder.ts';
import { TenantWriter } from './tenant-writer.ts';
import { WebhookWriter } from './webhooks.ts';

/** All that writes, on the one connection that may. Synchronous: when a method returns, its effect is on disk. */
export class Writer {
  readonly tenants: TenantWriter;
  readonly people: PeopleWriter;
  readonly accounts: AccountWriter;
  readonly passkeys: PasskeyWriter;
  readonly judges: JudgeWriter;
  readonly webhooks: WebhookWriter;
  readonly #now: () => number;
  readonly #counter: CommitCounter;
  readonly #transaction: Transaction;
  readonly #loader: Loader;
  readonly #recorder: Recorder;
  readonly #disposal: Disposal;
  readonly #events: PreparedAll<ReturnType<typeof eventQueries>>;
  readonly #usage: PreparedAll<ReturnType<typeof usageQueries>>;

  /** `now` in ms. */
  constructor(connection: Connection, epoch: string, now: () => number) {
    this.#now = now;
    this.#counter = new CommitCounter(connection);
    this.#transaction = this.#counter.transactions();
    this.tenants = new TenantWriter(connection, this.#transaction);
    this.people = new PeopleWriter(connection, this.#transaction, this.tenants);
    this.accounts = new AccountWriter(connection, this.#transaction);
    this.passkeys = new PasskeyWriter(connection, this.#transaction);
    this.judges = new JudgeWriter(connection, this.#transaction, this.tenants);
    this.webhooks = new WebhookWriter(connection, this.#transaction);
    this.#loader = new Loader(connection, epoch);
    this.#recorder = new Recorder(connection, this.webhooks);
    this.#disposal = new Disposal(connection);
    this.#events = connection.prepareAll(eventQueries(sqliteBuilder));
    this.#usage = connection.prepareAll(usageQueries(sqliteBuilder));
  }

  /** Loads, decides and writes a group in one transaction; throws, with nothing written, when the engine cannot. */
  submit(group: readonly Submission[]): readonly Outcome[] {
    return this.#transaction(() => {
      const { loaded, imageIds } = this.#loader.load(group);
      const now = this.#now();
      const { outcomes, writes, created } = decide(loaded, group, now);
      for (const write of writes) this.#recorder.record(write, imageIds.get(imageKeyText(write.image)), now);
      this.#count(created);
      return outcomes;
    });
  }

  /** Puts what a run counted in the place of what it said before of the same tenants, sites and days (M1). */
  saveUsage(run: string, totals: readonly UsageTotal[]): void {
    this.#transaction(() => {
      for (const total of totals) this.#usage.setTotal.run({ run, ...total });
    });
  }

  /** Writes something that changes nothing anybody sees; throws when the engine cannot. */
  prove(): void {
    this.#transaction(() => this.#counter.raise());
  }

  /** Removes for good what was deleted before `before` (ms), at most `most` rows, and answers how many went. */
  dispose(before: number, most: number): number {
    return this.#transaction(() => this.#disposal.before(before, most));
  }

  /** Cuts these logs back to what is kept, at most `most` events, and answers how many went (L1). */
  cutLogs(logs: LongLogs['logs'], keep: Retentions, most: number): number {
    return this.#transaction(() => {
      const keptOf = retentionOf(keep);
      let gone = 0;
      for (const log of logs) gone += this.#cutLog(log, keptOf(log.tenantId), most - gone);
      return gone;
    });
  }

  #cutLog({ tenantId, imageId, head }: LongLogs['logs'][number], keep: Retention, most: number): number {
    if (most <= 0) return 0;
    const old = this.#events.oldest.all({ tenantId, imageId, most });
    const gone = youngFrom(old, head, keep);
    const last = old[gone - 1];
    if (last) this.#events.cut.run({ tenantId, imageId, before: last.seq + 1 });
    return gone;
  }

  #count(created: readonly Created[]): void {
    for (const each of created) this.#usage.addCreated.run({ ...each });
  }
}
