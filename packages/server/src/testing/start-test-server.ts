import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryAccounts } from '@imagechat/core/memory/accounts';
import { MemoryAudit } from '@imagechat/core/memory/audit';
import { MemoryBans } from '@imagechat/core/memory/bans';
import { MemoryExchange } from '@imagechat/core/memory/bus';
import { MemoryFiles } from '@imagechat/core/memory/files';
import { MemoryJudges } from '@imagechat/core/memory/judges';
import { MemoryPeople } from '@imagechat/core/memory/people';
import { MemoryStorage } from '@imagechat/core/memory/storage';
import { MemoryTenants } from '@imagechat/core/memory/tenants';
import type { AccountStore } from '@imagechat/core/ports/accounts';
import type { Archive } from '@imagechat/core/ports/archive';
import type { AuditLog } from '@imagechat/core/ports/audit';
import type { BanStore } from '@imagechat/core/ports/bans';
import type { ImageGroups } from '@imagechat/core/ports/image-groups';
import type { ImageIndex } from '@imagechat/core/ports/image-index';
import type { JudgeStore } from '@imagechat/core/ports/judges';
import type { LimitName } from '@imagechat/core/ports/limiter';
import type { Log } from '@imagechat/core/ports/log';
import type { Mentions } from '@imagechat/core/ports/mentions';
import type { Overview } from '@imagechat/core/ports/overview';
import type { PasskeyStore } from '@imagechat/core/ports/passkeys';
import type { PeopleStore } from '@imagechat/core/ports/people';
import type { PersonFiles } from '@imagechat/core/ports/person-files';
import type { Storage } from '@imagechat/core/ports/storage';
import type { NewTenant, TenantStore } from '@imagechat/core/ports/tenants';
import type { UsageStore } from '@imagechat/core/ports/usage';
import type { WebhookStore } from '@imagechat/core/ports/webhooks';
import { decide } from '@imagechat/core/rules/decide';
import type { HubSettings } from '@imagechat/core/settings';
import type { ActorInfo } from '@imagechat/protocol/actor';
import { type Composition, type Foundations, compose } from '../compose.ts';
import { type TokenContents, signToken } from '../identity/token.ts';
import { forEveryLimit } from '../limits/limit-settings.ts';
import { Listener } from '../listen.ts';
import { storageChores } from '../storage/chores.ts';
import { openSqliteStorage } from '../storage/sqlite/open.ts';
import { systemClock } from '../system-clock.ts';
import type { Certificate } from '../tls/certificate.ts';
import { type WsDialogue, wsConnect } from './ws-dialogue.ts';

/** What a test decides about its server. */
export interface TestServerOptions {
  /** `memory` unless the test is about what stays. */
  readonly storage?: 'memory' | 'sqlite';
  /** How long SQLite waits for another process's lock, in ms. */
  readonly busyMs?: number;
  /** Per minute; unlimited where nothing is said. */
  readonly limits?: Partial<Record<LimitName, number>>;
  readonly settings?: Partial<HubSettings>;
  /** Beside `demo` (no domains), `acme` (example.com) and `other` (example.org). */
  readonly tenants?: readonly NewTenant[];
  /** How many proxies of our own stand in front; none unless the test is about them. */
  readonly proxies?: number;
  /** With it the server speaks https. */
  readonly certificate?: Certificate;
  /** Absolute; an empty folder unless the test is about the script. */
  readonly widgetFolder?: string;
  /** Absolute; an empty folder unless the test is about the dashboard's pages. */
  readonly dashboardFolder?: string;
  readonly securityContact?: string;
  /** Whether webhooks may be on this machine. */
  readonly toPrivate?: boolean;
}

/** A visitor's session. */
export interface TestSession {
  readonly token: string;
  readonly actor: ActorInfo;
  readonly expiresAt: number;
}

/** A whole server in this process on a free port of 127.0.0.1. Ends with the scope (`await using`). */
export interface TestServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  readonly port: number;
  readonly composition: Composition;
  /** What it stands on, to be changed behind its back. */
  readonly foundations: Pick<
    Foundations,
    | 'tenants'
    | 'accounts'
    | 'passkeys'
    | 'people'
    | 'bans'
    | 'audit'
    | 'groups'
    | 'webhooks'
    | 'judges'
    | 'judges'
  >;
  readonly listener: Listener;
  readonly storage: Storage;
  readonly usage: UsageStore;
  readonly mentions: Mentions;
  readonly bans: BanStore;
  readonly tenants: TenantStore;
  /** SQLite's folder; '' with memory. */
  readonly dataDir: string;
  /** Lines of the log from `info` up, as `level event`. */
  readonly logged: readonly string[];
  fetch(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** A session over HTTP, outside a browser unless an origin is given. */
  session(name?: string, tenantId?: string, origin?: string): Promise<TestSession>;
  /** A token as single sign-on would make it, outside a browser. */
  tokenOf(
    contents: Pick<TokenContents, 'id' | 'name' | 'tenantId'> & Partial<TokenContents>,
  ): Promise<string>;
  /** A connection before its hello. */
  connect(origin?: string): Promise<WsDialogue>;
  /** A connection past its hello, of a new visitor with this name. */
  join(name: string, tenantId?: string): Promise<WsDialogue>;
}

/** In memory nobody is asked for files about people: tests of those use SQLite. */
const NO_FILES: PersonFiles = {
  read: () => Promise.reject(new Error("files about people are SQLite's")),
  scrub: () => Promise.reject(new Error("files about people are SQLite's")),
};

const NO_LIMIT = 1e12;
const TENANTS: readonly NewTenant[] = [
  { id: 'demo', name: 'Demo', domains: [], createdAt: 0 },
  { id: 'acme', name: 'Acme', domains: ['example.com'], createdAt: 0 },
  { id: 'other', name: 'Other', domains: ['example.org'], createdAt: 0 },
];

/** Starts the whole composition, as `imagechat start` would. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const logged: string[] = [];
  const log: Log = (level, event) => {
    if (level !== 'debug') logged.push(`${level} ${event}`);
  };
  const engine = await openEngine(options, log);
  const composition = compose({
    ...engine,
    bus: new MemoryExchange().bus(),
    uploads: {
      files: new MemoryFiles(systemClock),
      settings: { mostBytes: 100_000, mostPixels: 1_000_000 },
    },
    usageSaveMs: 20_000,
    clock: systemClock,
    log,
    limits: forEveryLimit((name) => options.limits?.[name] ?? NO_LIMIT),
    version: '0.0.0-test',
    sendSettings: { toPrivate: options.toPrivate ?? false },
    securityContact: options.securityContact,
    widgetFolder: options.widgetFolder ?? join(tmpdir(), 'imagechat-no-widget'),
    dashboardFolder: options.dashboardFolder ?? join(tmpdir(), 'imagechat-no-dashboard'),
    addresses: () => ['http://192.0.2.7:8787'],
    ...(options.settings ? { settings: options.settings } : {}),
  });
  const { certificate, proxies = 0 } = options;
  const listener = new Listener(composition, {
    host: '127.0.0.1',
    port: 0,
    proxies,
    log: (level, event) => logged.push(`${level} ${event}`),
    ...(certificate ? { certificate } : {}),
  });
  const { port } = listener;
  return {
    ...helpers(`127.0.0.1:${port}`, certificate),
    listener,
    port,
    composition,
    foundations: engine,
    storage: engine.storage,
    usage: engine.usage,
    mentions: engine.mentions,
    bans: engine.bans,
    tokenOf: (contents) => tokenOf(contents, engine.secret),
    tenants: engine.tenants,
    dataDir: engine.dataDir,
    logged,
    async [Symbol.asyncDispose]() {
      await composition.hub.close();
      await listener.stop(true);
      await composition.finish();
      await engine.close();
    },
  };
}

function tokenOf(contents: Parameters<TestServer['tokenOf']>[0], secret: string): Promise<string> {
  const issuedAt = systemClock.now();
  const made = { origin: '', issuedAt, expiresAt: issuedAt + 3_600_000 };
  const signedOn = { via: 'sso', kind: 'user', groupIds: null, loginAt: issuedAt } as const;
  return signToken({ ...made, ...signedOn, ...contents }, secret);
}

function helpers(
  host: string,
  certificate: Certificate | undefined,
): Pick<TestServer, 'origin' | 'fetch' | 'post' | 'session' | 'connect' | 'join'> {
  const secure = certificate ? 's' : '';
  const origin = `http${secure}://${host}`;
  const url = `ws${secure}://${host}/v1/live`;
  const fetchPath: TestServer['fetch'] = (path, init) =>
    fetch(`${origin}${path}`, certificate ? { ...init, tls: { rejectUnauthorized: false } } : init);
  const post: TestServer['post'] = (path, body, headers) =>
    fetchPath(path, { method: 'POST', body: JSON.stringify(body), headers: headers ?? {} });
  const session: TestServer['session'] = async (name, tenantId = 'demo', from) => {
    const body = { tenantId, ...(name === undefined ? {} : { name }) };
    const response = await post('/v1/session', body, from === undefined ? {} : { origin: from });
    if (!response.ok) throw new Error(`no session: ${await response.text()}`);
    return (await response.json()) as TestSession;
  };
  const connect: TestServer['connect'] = (from) => wsConnect(url, from);
  const join: TestServer['join'] = async (name, tenantId = 'demo') => {
    const { token } = await session(name, tenantId);
    const dialogue = await connect();
    await dialogue.hello(tenantId, token);
    return dialogue;
  };
  return { origin, fetch: fetchPath, post, session, connect, join };
}

interface Engine {
  readonly storage: Storage;
  readonly tenants: TenantStore;
  readonly people: PeopleStore;
  readonly accounts: AccountStore;
  readonly passkeys: PasskeyStore;
  readonly bans: BanStore;
  readonly audit: AuditLog;
  readonly personFiles: PersonFiles;
  readonly archive: Archive;
  readonly webhooks: WebhookStore;
  readonly judges: JudgeStore;
  readonly epoch: string;
  readonly groups: ImageGroups;
  readonly usage: UsageStore;
  readonly mentions: Mentions;
  readonly index: ImageIndex;
  readonly overview: Overview;
  readonly secret: string;
  readonly dataDir: string;
  readonly chores?: NonNullable<Foundations['chores']>;
  readonly trouble?: () => string | undefined;
  close(): Promise<void>;
}

async function openEngine(
  { storage: kind = 'memory', tenants: more = [], busyMs = 5000 }: TestServerOptions,
  log: Log,
): Promise<Engine> {
  const all = [...TENANTS, ...more];
  if (kind === 'memory') {
    const storage = new MemoryStorage({ decide, clock: systemClock, epoch: 'test-epoch' });
    const people = new MemoryPeople(storage.usage);
    storage.people = people;
    const bans: MemoryBans = new MemoryBans(() => tenants.touch());
    const audit = new MemoryAudit();
    const accounts = new MemoryAccounts();
    const judges: MemoryJudges = new MemoryJudges(() => tenants.touch());
    const tenants = new MemoryTenants(all, [
      storage,
      people,
      bans,
      audit,
      accounts,
      storage.webhooks,
      judges,
    ]);
    storage.groups.changed = () => tenants.touch();
    return {
      storage,
      tenants,
      people,
      accounts,
      passkeys: accounts.passkeys,
      bans,
      audit,
      personFiles: NO_FILES,
      archive: storage.archive,
      webhooks: storage.webhooks,
      judges,
      epoch: 'test-epoch',
      groups: storage.groups,
      usage: storage.usage,
      mentions: storage,
      index: storage,
      overview: storage.overview,
      secret: 'a secret for tests',
      dataDir: '',
      close: () => storage.close(),
    };
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'imagechat-test-'));
  const storage = await openSqliteStorage({ dataDir, log, busyMs });
  for (const tenant of all) await storage.tenants.add(tenant);
  const close = async (): Promise<void> => {
    await storage.close();
    rmSync(dataDir, { recursive: true });
  };
  return {
    storage,
    tenants: storage.tenants,
    people: storage.people,
    accounts: storage.accounts,
    passkeys: storage.passkeys,
    bans: storage.bans,
    audit: storage.audit,
    personFiles: storage.personFiles,
    archive: storage.archive,
    webhooks: storage.webhooks,
    judges: storage.judges,
    epoch: storage.epoch,
    groups: storage.groups,
    usage: storage.usage,
    mentions: storage.mentions,
    index: storage,
    overview: storage.overview,
    secret: await storage.secret(),
    dataDir,
    chores: storageChores(storage, { days: 7, events: 10_000 }, log),
    trouble: () => storage.trouble,
    close,
  };
}
