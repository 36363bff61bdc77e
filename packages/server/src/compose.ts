import { Hub } from '@imagechat/core/hub';
import { MemoryFanout } from '@imagechat/core/memory/fanout';
import type { AccountStore } from '@imagechat/core/ports/accounts';
import type { Archive } from '@imagechat/core/ports/archive';
import type { AuditLog } from '@imagechat/core/ports/audit';
import type { BanStore } from '@imagechat/core/ports/bans';
import type { Bus } from '@imagechat/core/ports/bus';
import type { Clock } from '@imagechat/core/ports/clock';
import type { ImageGroups } from '@imagechat/core/ports/image-groups';
import type { ImageIndex } from '@imagechat/core/ports/image-index';
import type { JudgeStore } from '@imagechat/core/ports/judges';
import type { LimitName } from '@imagechat/core/ports/limiter';
import type { Log } from '@imagechat/core/ports/log';
import type { Mentions } from '@imagechat/core/ports/mentions';
import type { Meter } from '@imagechat/core/ports/meter';
import type { Overview } from '@imagechat/core/ports/overview';
import type { PasskeyStore } from '@imagechat/core/ports/passkeys';
import type { PeopleStore } from '@imagechat/core/ports/people';
import type { PersonFiles } from '@imagechat/core/ports/person-files';
import type { Storage } from '@imagechat/core/ports/storage';
import type { TenantStore } from '@imagechat/core/ports/tenants';
import type { UsageStore } from '@imagechat/core/ports/usage';
import type { WebhookStore } from '@imagechat/core/ports/webhooks';
import type { HubSettings } from '@imagechat/core/settings';
import { UsageMeter } from '@imagechat/core/usage-meter';
import { decodeFrame } from '@imagechat/protocol/schemas/decode';
import type { Hono } from 'hono';
import { Passwords } from './dashboard/passwords.ts';
import type { DemoParts } from './demo/demo-routes.ts';
import { CommentJudge } from './effects/comment-judge.ts';
import { type SendSettings, type Sending, sendPost } from './effects/send-post.ts';
import { toldStorage } from './effects/told-storage.ts';
import { WebhookCourier } from './effects/webhook-courier.ts';
import { httpApp } from './http/http-app.ts';
import type { HttpEnv } from './http/http-env.ts';
import { StaticFolder } from './http/static-file.ts';
import type { UploadParts } from './http/upload-parts.ts';
import { ApiKeys } from './identity/api-keys.ts';
import { KnownTenants } from './identity/known-tenants.ts';
import { loggedIdentity } from './identity/logged-identity.ts';
import { readingIdentity } from './identity/reading-identity.ts';
import { SessionIdentity } from './identity/session-identity.ts';
import { SignIn } from './identity/sign-in.ts';
import { tenantChanges } from './identity/tenant-changes.ts';
import { SharedBuckets, type SharedLevels } from './limits/shared-buckets.ts';
import { tenantRates } from './limits/tenant-rates.ts';
import { TokenBuckets } from './limits/token-bucket.ts';
import { BunFanout } from './live/bun-fanout.ts';
import { JointFanout } from './live/joint-fanout.ts';
import { type LiveChannel, liveChannel } from './live/live-channel.ts';
import { StreamChannel } from './live/stream-channel.ts';
import type { BusCounts } from './metrics/bus-counts.ts';
import { OperationCounts, countedLimiter, countedStorage } from './metrics/operation-counts.ts';
import { type MetricsSources, prometheusText } from './metrics/prometheus.ts';
import { timedFanout } from './metrics/timed-fanout.ts';
import { TrafficCounts } from './metrics/traffic-counts.ts';
import { bothMeters } from './usage/both-meters.ts';
import { RecentUsage } from './usage/recent-usage.ts';
import { UsageFlush } from './usage/usage-flush.ts';

/** What a server stands on: its engines, opened already, and what the operator decided. */
export interface Foundations {
  readonly storage: Storage;
  /** Joins this process to the others; one alone has a bus that leads nowhere. */
  readonly bus: Bus;
  readonly tenants: TenantStore;
  readonly people: PeopleStore;
  /** Who signs in to the dashboard. */
  readonly accounts: AccountStore;
  readonly passkeys: PasskeyStore;
  readonly bans: BanStore;
  readonly audit: AuditLog;
  readonly personFiles: PersonFiles;
  readonly archive: Archive;
  /** Who is told what happens, and whether addresses of this machine and its networks may be. */
  readonly webhooks: WebhookStore;
  /** Who is asked before a comment is public. */
  readonly judges: JudgeStore;
  readonly sendSettings: SendSettings;
  /** The name of this life of the logs (E1). */
  readonly epoch: string;
  readonly groups: ImageGroups;
  readonly usage: UsageStore;
  /** How often, in ms, what was counted is saved: what a crash may lose of it (M1). */
  readonly usageSaveMs: number;
  readonly mentions: Mentions;
  readonly uploads: UploadParts;
  readonly index: ImageIndex;
  /** What moderators look over in the dashboard. */
  readonly overview: Overview;
  /** What storage has to do now and then: called at every pulse with the time in ms (T1). Never throw. */
  readonly chores?: readonly ((now: number) => void)[];
  /** The random name of this process among others on the bus; undefined where it is alone. */
  readonly node?: string;
  /** How the bus fares; undefined where one process is alone. */
  readonly busCounts?: () => BusCounts;
  /** Where limits are counted for all processes together; undefined where each counts for itself. */
  readonly levels?: SharedLevels;
  /** Why storage is in trouble, as a sentence for `/readyz`. */
  readonly trouble?: () => string | undefined;
  /** Where this process is one of several on its port: the metrics of all of them. Rejects when they cannot be had. */
  readonly allMetrics?: () => Promise<string>;
  /** Everybody may look and nobody change anything, not even this process on its own; what is counted is on nobody's bill. */
  readonly still?: boolean;
  /** Signs session tokens. */
  readonly secret: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Per minute. */
  readonly limits: Readonly<Record<LimitName, number>>;
  readonly version: string;
  /** Where to report weaknesses of this server. */
  readonly securityContact?: string | undefined;
  readonly settings?: Partial<HubSettings>;
  /** Absolute folder of the built widget. */
  readonly widgetFolder: string;
  /** Absolute folder of the built dashboard. */
  readonly dashboardFolder: string;
  /** Where the server can be reached in the local network, as origins. */
  readonly addresses: () => readonly string[];
}

/** A server without a port: everything that answers. */
export interface Composition {
  readonly hub: Hub;
  readonly app: Hono<HttpEnv>;
  readonly live: LiveChannel;
  readonly streams: StreamChannel;
  readonly fanout: BunFanout;
  /** What `/metrics` tells of this process. */
  metrics(): Promise<string>;
  /** From now on `/readyz` says no, and no live connection is taken. */
  drain(): void;
  /** Saves what was counted since the last time; to be called when nothing more is sent. Never rejects. */
  finish(): Promise<void>;
}

/** What those that come before them ask for once they are there. */
interface Late {
  readonly hub: Hub;
  readonly judge: CommentJudge;
}

/** Puts the server together: the one place where ports meet their adapters. */
export function compose(foundations: Foundations): Composition {
  const { bus, chores = [], clock, groups, log, node, settings, still = false } = foundations;
  let isDraining = false;
  const draining = (): boolean => isDraining;
  const late = (): Late => ({ hub, judge });
  const { identity, keys, known, signIn, followChanges, tenantChanged } = doors(foundations, late);
  const { counts, courier, judge, limiter, pulseLimits, storage } = counted(foundations, known, late);
  const fanout = new BunFanout();
  const streamFanout = new MemoryFanout();
  const { flush, meter, recent, traffic } = metering(foundations);
  const hub = new Hub({
    ...{ storage, bus, clock, groups, limiter, meter, log },
    fanout: timedFanout(new JointFanout(fanout, streamFanout), counts.fanOut),
    identity,
    decodeFrame,
    random: Math.random,
    onRefused: (code) => counts.countRefusal(code),
    onPulse: (now) => {
      streams.pulse(now);
      pulseLimits();
      if (still) return;
      flush.pulse(now);
      void followChanges();
      void courier.pulse();
      for (const chore of chores) chore(now);
    },
    ...(settings ? { settings } : {}),
    ...(node === undefined ? {} : { node }),
  });
  const metrics = ownMetrics(foundations, { stats: () => hub.stats(), counts, traffic });
  const channel = { hub, limiter, draining, random: Math.random };
  const streams = new StreamChannel({ ...channel, fanout: streamFanout, clock });
  const app = httpApp({
    api: { ...given(foundations), hub, identity, signIn, keys, meter, limiter, streams, tenantChanged },
    health: { storage, log, draining, trouble: foundations.trouble, bus: foundations.busCounts },
    metrics: foundations.allMetrics ?? metrics,
    answered: (status) => counts.countAnswer(status),
    widget: new StaticFolder(foundations.widgetFolder),
    dashboard: { ...dashboardGiven(foundations), courier, hub, judge, limiter, recent, tenantChanged },
    ...pages(foundations),
    log,
  });
  return {
    hub,
    app,
    live: liveChannel(channel),
    streams,
    fanout,
    metrics,
    drain: () => {
      isDraining = true;
    },
    finish: async () => {
      if (!still) await flush.close();
    },
  };
}

/** Who asks, how one comes to be somebody, and how live connections follow what other processes change. */
function doors(foundations: Foundations, late: () => Late) {
  const hub = (): Hub => late().hub;
  const changed = (): Promise<void> => late().judge.follow();
  const { accounts, bans, clock, log, people, secret, still, tenants } = foundations;
  const known = new KnownTenants({ tenants, bans, clock });
  const parts = { accounts, tenants: known, people, secret, clock };
  const identity = new SessionIdentity(parts);
  const random = (bytes: Uint8Array): void => void crypto.getRandomValues(bytes);
  const rightsChanged = (tenantId: string, actorId: string): void => hub().revoke({ tenantId, actorId });
  const signIn = new SignIn({ ...parts, identity, bans, log, random, rightsChanged });
  return {
    identity: loggedIdentity(still ? readingIdentity(identity) : identity, log),
    keys: new ApiKeys(known),
    known,
    signIn,
    followChanges: tenantChanges({ changed, known, tenants, hub, log }),
    tenantChanged(tenantId: string): void {
      known.forget(tenantId);
      hub().revoke({ tenantId });
    },
  };
}

/** Storage and limits, with what they are asked counted, webhooks told of what storage wrote, and judges asked. */
function counted(foundations: Foundations, known: KnownTenants, late: () => Late) {
  const { clock, levels, limits, storage } = foundations;
  const counts = new OperationCounts();
  const rateOf = tenantRates(limits, (tenantId) => known.lastRead(tenantId)?.settings);
  const local = new TokenBuckets(clock, rateOf);
  const shared = levels && new SharedBuckets({ clock, levels, local, rateOf });
  const limiter = countedLimiter(shared ?? local, counts);
  const courier = courierOf(foundations);
  const told = toldStorage(countedStorage(storage, counts), (group) => courier.wrote(group));
  const judge = judgeOf(foundations, (submission) => late().hub.submit(submission));
  return { counts, courier, judge, limiter, pulseLimits: () => shared?.pulse(), storage: judge.over(told) };
}

function courierOf({ clock, epoch, log, sendSettings, webhooks }: Foundations): WebhookCourier {
  const send = (sending: Sending) => sendPost(sending, sendSettings);
  return new WebhookCourier({ webhooks, send, epoch, log, now: () => clock.now() });
}

function judgeOf(
  { clock, judges, log, sendSettings, storage }: Foundations,
  submit: Hub['submit'],
): CommentJudge {
  const send = (sending: Sending) => sendPost(sending, sendSettings);
  const judge = new CommentJudge({ judges, send, submit, storage, log, now: () => clock.now() });
  void judge.follow();
  return judge;
}

/** What the API stands on and hands on as it is. */
function given(foundations: Foundations) {
  const { archive, audit, bans, clock, groups, index, log, mentions, people } = foundations;
  const { personFiles, secret, storage, tenants, uploads, usage } = foundations;
  const more = { personFiles, secret, storage, tenants, uploads, usage };
  return { archive, audit, bans, clock, groups, index, log, mentions, people, ...more };
}

/** What the dashboard stands on and no other part gives it. */
function dashboardGiven(foundations: Foundations) {
  const { accounts, epoch, judges, overview, passkeys, sendSettings, webhooks } = foundations;
  const more = { accounts, epoch, judges, overview, passkeys, sendSettings, webhooks };
  return { ...given(foundations), ...more, passwords: new Passwords() };
}

/** What is sent is counted twice: for the bills, which are saved, and for `/metrics`. */
function metering({ clock, log, usage: store, usageSaveMs: everyMs }: Foundations): {
  readonly flush: UsageFlush;
  readonly meter: Meter;
  readonly recent: RecentUsage;
  readonly traffic: TrafficCounts;
} {
  const traffic = new TrafficCounts();
  const usage = new UsageMeter(clock, Buffer.byteLength);
  const flush = new UsageFlush({ meter: usage, store, run: crypto.randomUUID(), everyMs, log });
  const recent = new RecentUsage(clock);
  return { flush, meter: bothMeters(recent, bothMeters(traffic, usage)), recent, traffic };
}

/** What `/metrics` tells of this process. */
function ownMetrics(
  { busCounts: bus, version }: Foundations,
  sources: Omit<MetricsSources, 'bus' | 'version'>,
): () => Promise<string> {
  return async () => prometheusText({ ...sources, bus, version });
}

/** What has no API behind it. */
function pages(foundations: Foundations) {
  const { clock, dashboardFolder, securityContact: contact } = foundations;
  const dashboardPages = new StaticFolder(dashboardFolder);
  return { demo: demoParts(foundations), dashboardPages, securityTxt: { contact, clock } };
}

function demoParts({ addresses }: Foundations): DemoParts {
  return {
    page: new StaticFolder(folder('../src/demo/page')),
    pictures: new StaticFolder(folder('../demo/pictures')),
    examples: new StaticFolder(folder('../../../examples')),
    addresses,
  };
}

/** A folder of this package, absolute: as seen from its sources and, alike, from what is built of them. */
function folder(path: string): string {
  return Bun.fileURLToPath(new URL(path, import.meta.url));
}
