import { activeAt } from '@imagechat/core/ports/overview';
import type { ImageWrite, Outcome, Submission } from '@imagechat/core/ports/storage';
import { decide } from '@imagechat/core/rules/decide';
import { imageKeyText } from '@imagechat/protocol/ids';
import { Gatherer, type LoadedRows } from '../gather.ts';
import { eventOf } from '../queries/events.ts';
import { metaQueries } from '../queries/meta.ts';
import { webhookQueries } from '../queries/webhooks.ts';
import { type Keys, NO_KEYS, type Query, type Values } from '../query.ts';
import { type Rewrite, type RowWriters, type Runs, recordRows, rewritesOf } from '../record.ts';
import { Batches, ROWS_GONE } from './batch.ts';
import type { PgDatabase, Work } from './database.ts';
import { postgresBuilder } from './dialect.ts';
import { lockImages } from './locks.ts';
import type { Newness } from './newness.ts';
import { queries } from './queries.ts';
import type { Table } from './table.ts';

const meta = metaQueries(postgresBuilder);
const webhooks = webhookQueries(postgresBuilder);

/** The database was taken back in time since this process started (E1): nothing it knows is worth anything. */
export class AnotherLife extends Error {
  constructor() {
    super('the database began another life (a new epoch), so everything has to be read anew');
  }
}

/** What a group is decided with. */
export interface SubmitParts {
  readonly epoch: string;
  readonly tables: readonly Table[];
  readonly now: () => number;
  readonly newness: Newness;
}

/** A row is there already that a group wanted to make. */
const TAKEN = '23505';

/** How often a group is tried again that the database gave up for reasons of its own. */
const MOST_TRIES = 3;

/**
 * Deadlock, serialization, a server that shuts down or starts, and a row that somebody made or took away who needs no lock of ours (Postgres' appendix A): the same group may
 * succeed at once.
 */
const PASSING = new Set(['40P01', '40001', '57P01', '57P03', TAKEN, ROWS_GONE]);

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * Loads, decides and writes a group in one transaction; a constant number of ways there and back, however large it is. What it brings is taken to be new at first (`newness`);
 * where it was not, the database refuses all of it, and it is looked up.
 */
export async function submitGroup(
  database: PgDatabase,
  group: readonly Submission[],
  parts: SubmitParts,
): Promise<readonly Outcome[]> {
  const tenants = [...new Set(group.map(({ image }) => image.tenantId))];
  let asNew = parts.newness.ofGroup();
  for (let tries = asNew ? 0 : 1; ; tries++) {
    try {
      return await database.write(tenants, (work) => submitWithin(work, group, parts, asNew), 'often');
    } catch (error) {
      const code = codeOf(error);
      if (!PASSING.has(code) || tries === MOST_TRIES) throw error;
      if (asNew && code === TAKEN) parts.newness.mistaken();
      asNew = false;
    }
  }
}

async function submitWithin(
  work: Work,
  group: readonly Submission[],
  { epoch, tables, now }: SubmitParts,
  asNew: boolean,
): Promise<readonly Outcome[]> {
  const [gatherer, hooks] = await Promise.all([images(work, group, epoch), hooksOf(work, group)]);
  const { loaded, imageIds } = await load(work, gatherer, asNew);
  const at = now();
  let decided = decide(loaded, group, at);
  // What is refused now may have been accepted before, which is its answer then (O2).
  if (asNew && decided.outcomes.some(({ accepted }) => !accepted))
    decided = decide((await load(work, gatherer, false)).loaded, group, at);
  const { outcomes, writes, created } = decided;
  const batches = new Batches(tables);
  const writers = writersInto(batches);
  const ids = await Promise.all(writes.map((write) => imageIdOf(work, batches, write, imageIds, at)));
  for (const [place, write] of writes.entries()) {
    const imageId = ids[place] ?? 0;
    recordRows(writers, write, imageId, at);
    const { tenantId } = write.image;
    const seq = write.events[0]?.seq ?? 0;
    for (const webhookId of hooks.get(tenantId) ?? [])
      batches.run(webhooks.touch, { tenantId, webhookId, imageId, seq, at });
  }
  // Last, since every group of a site counts in the same row, which the others then wait for.
  const counts = new Batches(tables);
  for (const each of created) counts.run(queries.usage.addCreated, { ...each });
  work.alongside(Promise.all([batches.flush(work), counts.flush(work)]));
  const rewrites = writes.flatMap((write) =>
    rewritesOf(write).map((rewrite) => ({ tenantId: write.image.tenantId, rewrite })),
  );
  await Promise.all(rewrites.map((each) => rewriteLog(work, each.tenantId, each.rewrite)));
  return outcomes;
}

/** Locks the group's images and reads what they are. */
async function images(work: Work, group: readonly Submission[], epoch: string): Promise<Gatherer> {
  const gatherer = new Gatherer(epoch, group);
  // A statement of its own: each sees what was committed before it began, so the next ones see what the lock waited for.
  const locked = lockImages(
    work,
    group.map(({ image }) => image),
  );
  const life = work.first(meta.get, { key: 'epoch' });
  const rows = work.all(queries.images.named, { keys: gatherer.imageKeys });
  await locked;
  if ((await life)?.value !== epoch) throw new AnotherLife();
  gatherer.takeImages(await rows);
  return gatherer;
}

/** Reads what else the group names. @param asNew what it brings is taken to be new, and not looked for */
async function load(work: Work, gatherer: Gatherer, asNew: boolean): Promise<LoadedRows> {
  const keys = gatherer.keys(asNew);
  const [conversations, comments, answers, people] = await Promise.all([
    unlessNone(work, queries.conversations.named, keys.conversations),
    unlessNone(work, queries.comments.named, keys.comments),
    unlessNone(work, queries.events.answers, keys.answers),
    unlessNone(work, queries.speakers.named, keys.people),
  ]);
  return gatherer.finish({ conversations, comments, answers, people });
}

/** Active webhooks by their tenants, which a group has few of. */
async function hooksOf(
  work: Work,
  group: readonly Submission[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const tenants = [...new Set(group.map(({ image }) => image.tenantId))];
  const all = await Promise.all(
    tenants.map(async (tenantId) => {
      const rows = await work.all(webhooks.active, { tenantId });
      return [tenantId, rows.map(({ id }) => id)] as const;
    }),
  );
  return new Map(all);
}

/** Most groups mention nobody, and many name nothing that was there before: then there is nothing to ask. */
async function unlessNone<Row>(work: Work, query: Query<{ keys: Keys }, Row>, keys: Keys): Promise<Row[]> {
  return keys === NO_KEYS ? [] : await work.all(query, { keys });
}

async function imageIdOf(
  work: Work,
  batches: Batches,
  { image, facts, head }: ImageWrite,
  known: ReadonlyMap<string, number>,
  at: number,
): Promise<number> {
  const id = known.get(imageKeyText(image));
  if (id !== undefined) {
    batches.run(queries.images.setHead, { id, head, activeAt: activeAt(at) });
    return id;
  }
  const { src = null, page = null, title = null } = facts;
  const told = { ...image, head, src, page, title, at, activeAt: activeAt(at) };
  const row = await work.first(queries.images.insert, told);
  if (!row) throw new Error('the new image has no row');
  return row.id;
}

function writersInto(batches: Batches): RowWriters {
  const { conversations, comments, events, speakers, uploads } = queries;
  return {
    conversations: collected(batches, conversations),
    comments: collected(batches, comments),
    events: collected(batches, events),
    speakers: collected(batches, speakers),
    uploads: collected(batches, uploads),
  };
}

function collected<Queries extends object>(batches: Batches, all: Queries): Runs<Queries> {
  const runs = Object.entries(all).map(([name, query]) => [
    name,
    { run: (args: Values) => batches.run(query as Query<Values, unknown>, args) },
  ]);
  // Entry for entry the same names; the compiler cannot follow a mapped type through Object.entries.
  return Object.fromEntries(runs) as Runs<Queries>;
}

async function rewriteLog(work: Work, tenantId: string, { of, id, rewrite }: Rewrite): Promise<void> {
  const rows =
    of === 'comment'
      ? await work.all(queries.events.ofComment, { tenantId, commentId: id })
      : await work.all(queries.events.ofConversation, { tenantId, conversationId: id });
  const changed = rows.flatMap((row) => {
    const payload = JSON.stringify(rewrite(eventOf(row)));
    return payload === row.payload ? [] : [{ tenantId, imageId: row.image_id, seq: row.seq, payload }];
  });
  await Promise.all(changed.map((args) => work.all(queries.events.setPayload, args)));
}
