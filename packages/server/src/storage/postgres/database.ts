import type { Log } from '@imagechat/core/ports/log';
import pg from 'pg';
import type { Query, Value, Values } from '../query.ts';
import { KeptPlans } from './kept-plans.ts';

/** Whose rows a piece of work may touch: what row-level security is told, as a second line behind the keys. */
export type Tenants = readonly string[] | 'all';

/** What stands for `$1`, `$2`, … */
type Parameters = readonly (Value | readonly Value[] | Uint8Array)[];

/** One transaction. Statements are sent as they are asked for, without waiting for one another's answers, so those that need no answer cost no way there and back. */
export interface Work {
  all<Args extends Values, Row>(query: Query<Args, Row>, args: Args): Promise<Row[]>;
  first<Args extends Values, Row>(query: Query<Args, Row>, args: Args): Promise<Row | undefined>;
  /** A statement that no noun's queries have; an array is an array in SQL, too. */
  raw<Row>(text: string, values?: Parameters): Promise<Row[]>;
  /** Statements that were sent and whose answers decide nothing: the commit follows them at once, and becomes none when one of them fails. */
  alongside(sent: Promise<unknown>): void;
}

/** What kind of transaction: reads see one moment (repeatable read), writes see what was committed before each statement. */
type Kind = 'read' | 'write';

/** How a transaction is to be. */
interface TransactionKind {
  readonly kind: Kind;
  readonly tenants: Tenants;
  readonly haste: Haste;
}

/** Sends a statement. */
type Run = (text: string, values?: Parameters) => Promise<pg.QueryResult>;

const BEGIN: Readonly<Record<Kind, string>> = {
  read: 'begin isolation level repeatable read read only',
  write: 'begin isolation level read committed',
};

/** Whether somebody waits for it, the same is asked again all the time ({@link KeptPlans}), or it may take its time: migrations, and what walks over many rows. */
type Haste = 'quick' | 'often' | 'slow';

/**
 * How long a statement may take, and how long the server waits for the next one of a transaction, in ms. A process that is cut off in the middle must not hold
 * the images it locked until its connection is found dead, which takes hours.
 */
const LONGEST: Readonly<Record<Haste, { readonly statement: number; readonly idle: number }>> = {
  quick: { statement: 8000, idle: 4000 },
  often: { statement: 8000, idle: 4000 },
  slow: { statement: 600_000, idle: 60_000 },
};

/** How long to wait for an answer before the connection is given up, in ms: a little longer than the server may take. */
const SILENCE_MS = 2000;

/** Whole numbers come as text, since not all of them fit a double; ours do (ms, seqs, counts). */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    const isNumber = oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC;
    if (isNumber) return Number;
    return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
  },
};

/** A pool of connections to one Postgres database. Works behind a pooler in transaction mode: no session state, and no names where the pooler follows none. */
export class PgDatabase {
  readonly #pool: pg.Pool;
  readonly #plans = new KeptPlans(() => performance.now());

  constructor(url: string, log: Log, connections = 10) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: 5000,
      idleTimeoutMillis: 60_000,
      maxLifetimeSeconds: 1800,
      pipeline: true,
      types,
      application_name: 'imagechat',
      keepAlive: true,
    });
    // A connection that breaks while it is used says so to every query on it, and once more to nobody in particular.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
    // A connection that breaks while nobody uses it: the pool opens another.
    this.#pool.on('error', (error) => log('warn', 'database-connection-lost', { error: error.message }));
  }

  /** The pool itself, for migrations. */
  get pool(): pg.Pool {
    return this.#pool;
  }

  /** Reads as of one moment. */
  read<Result>(
    tenants: Tenants,
    work: (work: Work) => Promise<Result>,
    haste: Haste = 'quick',
  ): Promise<Result> {
    return this.#transaction({ kind: 'read', tenants, haste }, work);
  }

  /** Writes all of it or nothing; resolves once it is durable. */
  write<Result>(
    tenants: Tenants,
    work: (work: Work) => Promise<Result>,
    haste: Haste = 'quick',
  ): Promise<Result> {
    return this.#transaction({ kind: 'write', tenants, haste }, work);
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #transaction<Result>(kinds: TransactionKind, work: (work: Work) => Promise<Result>): Promise<Result> {
    const plans = kinds.haste === 'often' ? this.#plans : undefined;
    const begun = performance.now();
    try {
      const result = await this.#attempt(kinds, plans, work);
      plans?.took(performance.now() - begun);
      return result;
    } catch (error) {
      plans?.took(performance.now() - begun);
      // Nothing of it was done, and without names it can be.
      if (!plans?.areLost(error)) throw error;
      return await this.#attempt(kinds, undefined, work);
    }
  }

  async #attempt<Result>(
    { kind, tenants, haste }: TransactionKind,
    plans: KeptPlans | undefined,
    work: (work: Work) => Promise<Result>,
  ): Promise<Result> {
    const { statement, idle } = LONGEST[haste];
    const client = await this.#pool.connect();
    const send = (text: string, values: Parameters = [], name?: string) => {
      const query = { text, values: [...values], query_timeout: statement + SILENCE_MS };
      return client.query(name === undefined ? query : { ...query, name });
    };
    // What makes it a transaction has no name that somebody in between could lose.
    const run: Run = (text, values) => send(text, values, plans?.nameOf(text));
    let broken: Error | undefined;
    const sent: Promise<unknown>[] = [];
    try {
      // Not waited for: a begin that fails makes everything after it fail.
      const named = [namedText(tenants), String(statement), String(idle)];
      const settings = haste === 'slow' ? SETTINGS : SETTINGS + BY_INDEX;
      sent.push(Promise.all([send(BEGIN[kind]), send(settings, named)]));
      sent[0]?.catch(() => undefined);
      const result = await work(workOn(run, sent));
      await Promise.all([...sent, send('commit')]);
      return result;
    } catch (error) {
      const cause = await causeOf(error, sent);
      broken = await this.#undo(send, cause);
      throw cause;
    } finally {
      client.release(broken);
    }
  }

  /** Leaves the connection as it was before; answers why it is of no use any more, if it is not. */
  async #undo(run: Run, error: unknown): Promise<Error | undefined> {
    // What the server did not say itself comes from the line, or from a server that is silent: nothing more is asked on it.
    if (!(error instanceof pg.DatabaseError) && isOfTheLine(error)) return error;
    try {
      await run('rollback');
      return undefined;
    } catch (reason) {
      return reason instanceof Error ? reason : new Error(String(reason));
    }
  }
}

/** What failed first where a statement was refused only because the transaction had failed by then (`25P02`, Postgres' appendix A). */
async function causeOf(error: unknown, sent: readonly Promise<unknown>[]): Promise<unknown> {
  if (!isRefusal(error)) return error;
  const all = await Promise.allSettled(sent);
  const failures = all.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  return failures.find((each) => !isRefusal(each)) ?? error;
}

function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '25P02';
}

/** For this transaction only, which is what a pooler in transaction mode keeps apart. */
const SETTINGS = `select set_config('app.tenants', $1, true), set_config('statement_timeout', $2, true),
  set_config('idle_in_transaction_session_timeout', $3, true)`;

/**
 * What somebody waits for finds its rows by an index, also in a table that is new and of which the planner knows nothing: there it would read all of it
 * for every group, and compile code for that.
 */
const BY_INDEX = Object.entries({
  ...{ enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off', enable_material: 'off' },
  // Rows looked at are what costs, not pages: else all of a table of some thousand rows seems cheaper than a hundred looks into its index.
  ...{ cpu_tuple_cost: '10', jit: 'off' },
})
  .map(([name, value]) => `, set_config('${name}', '${value}', true)`)
  .join('');

/** No tenant's id holds a star. */
const ALL = '*';

/** What concerns no tenant is the empty one's; alone it would make a list of none. */
function namedText(tenants: readonly string[] | 'all'): string {
  return tenants === 'all' ? ALL : tenants.join(',') || ',';
}

/** Errors of sockets have a code of the system's; those that pg makes of a line that ended or is silent have a text only. */
function isOfTheLine(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return 'syscall' in error || /timeout|terminated|connection error|not queryable/i.test(error.message);
}

function workOn(run: Run, sent: Promise<unknown>[]): Work {
  // What a query's rows are is said where it is built.
  const rows = async (text: string, values?: Parameters) => (await run(text, values)).rows as never[];
  return {
    raw: rows,
    alongside(each) {
      // Heard at the commit; until then a failure of it is nobody's to handle.
      each.catch(() => undefined);
      sent.push(each);
    },
    all: (query, args) => rows(query.sql, query.parameters(args)),
    async first(query, args) {
      const [row] = await rows(query.sql, query.parameters(args));
      return row;
    },
  };
}
