import type { LimitName } from '@imagechat/core/ports/limiter';
import type { LogLevel } from '@imagechat/core/ports/log';
import { HUB_SETTINGS, type HubSettings } from '@imagechat/core/settings';
import * as v from 'valibot';
import type { UploadSettings } from './http/upload-parts.ts';
import { LIMIT_SETTINGS, forEveryLimit } from './limits/limit-settings.ts';
import { StartupError } from './startup-error.ts';
import type { LogSettings } from './storage/trim-chore.ts';
import type { CertificateFiles } from './tls/certificate.ts';

/** What the operator decides, read from the environment once, at start. */
export interface Config {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** This process's number among those that share the port, when it is one that `start --workers` started. */
  readonly worker?: number;
  /** Address to listen on; `0.0.0.0` is every one. */
  readonly host: string;
  /** With it the port speaks https, without it plain http. */
  readonly certificateFiles?: CertificateFiles;
  /** Where plain http is sent on to https; only with a certificate. */
  readonly redirectPort?: number;
  /** Folder of the database; made when it is missing. Not used with {@link Config.databaseUrl}. */
  readonly dataDir: string;
  /** Address of a Postgres database, which may hold a password; with it, several processes can serve one installation. */
  readonly databaseUrl?: string;
  /** Address of the Redis that carries events between those processes. */
  readonly busUrl?: string;
  readonly logLevel: LogLevel;
  /** Where to report weaknesses of this server: an address of mail or of a page, as RFC 9116 wants it. */
  readonly securityContact?: string;
  /** Whether webhooks may be told over plain http and in this machine's own networks; anybody who makes one could then reach what is only there. */
  readonly webhooksToPrivate: boolean;
  /** How many proxies of the operator's own stand before this server; their `X-Forwarded-For` is believed, nobody else's. */
  readonly proxies: number;
  /** How much of the log each image keeps: what is older is caught up by a snapshot (L1). */
  readonly retention: LogSettings;
  /** How often, in ms, what was counted is saved; a crash may lose that much of it (M1). */
  readonly usageSaveMs: number;
  /** How large a picture in a comment may be. */
  readonly uploads: UploadSettings;
  /** How long stopping may take, in ms. */
  readonly shutdownMs: number;
  /** How long, in ms, `/readyz` says no before anything else of stopping happens, so that a load balancer looks away first. */
  readonly readyGraceMs: number;
  /** Bounds of a batch of events (B1): ms, events, bytes. */
  readonly batch: Pick<HubSettings, 'batchMaxMs' | 'batchEvents' | 'batchBytes'>;
  /** What one actor, connection, address or tenant may do, per minute. */
  readonly limits: Readonly<Record<LimitName, number>>;
}

/** What a supervisor sets for the workers it starts; nobody else is to. */
export const WORKER = 'IMAGECHAT_WORKER';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Variable<Value> {
  readonly schema: v.GenericSchema<string, Value>;
  readonly fallback: string;
  /** Completes "it must be …". */
  readonly must: string;
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Every variable that is read, with what it may be and what it is when nobody sets it. */
const VARIABLES = {
  PORT: whole(0, 65_535, 8787),
  HOST: text('0.0.0.0', 'an address of this machine, like 0.0.0.0 for all of them or 127.0.0.1'),
  DATA_DIR: text('./data', 'a folder, like ./data'),
  DATABASE_URL: address(
    ['postgres:', 'postgresql:'],
    'the address of a Postgres database, like postgres://user:password@host:5432/name',
  ),
  BUS_URL: address(
    ['redis:', 'rediss:'],
    'the address of a Redis 7 or Valkey server, like redis://host:6379, or rediss:// with TLS',
  ),
  LOG_LEVEL: {
    schema: v.picklist(LOG_LEVELS),
    fallback: 'warn',
    must: `one of ${LOG_LEVELS.join(', ')}`,
  } satisfies Variable<LogLevel>,
  SECURITY_CONTACT: optional({
    schema: v.pipe(v.string(), v.maxLength(500), v.regex(/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/)),
    fallback: '',
    must: 'where to report weaknesses, like mailto:security@example.com or https://example.com/security',
  }),
  WEBHOOKS_TO_PRIVATE: {
    schema: v.pipe(
      v.picklist(['no', 'yes']),
      v.transform((word) => word === 'yes'),
    ),
    fallback: 'no',
    must: 'yes or no: whether webhooks may be in private networks and over plain http',
  } satisfies Variable<boolean>,
  RETENTION_DAYS: whole(1, 3650, 7),
  RETENTION_EVENTS: whole(100, 100_000_000, 10_000),
  USAGE_SAVE_SECONDS: whole(1, 3600, 20),
  TRUSTED_PROXIES: whole(0, 10, 0),
  TLS_CERT: optional(
    text('', 'the path of a PEM file with the certificate, and those between it and the root'),
  ),
  TLS_KEY: optional(text('', 'the path of a PEM file with its key')),
  REDIRECT_PORT: optional(whole(1, 65_535, 80)),
  UPLOAD_MOST_BYTES: whole(1000, 16_000_000, 8_000_000),
  UPLOAD_MOST_PIXELS: whole(1000, 1_000_000_000, 40_000_000),
  SHUTDOWN_SECONDS: whole(1, 600, 10),
  READY_GRACE_SECONDS: whole(0, 300, 0),
  BATCH_MOST_MS: whole(1, 1000, HUB_SETTINGS.batchMaxMs),
  BATCH_MOST_EVENTS: whole(1, 10_000, HUB_SETTINGS.batchEvents),
  BATCH_MOST_BYTES: whole(1000, 1_000_000, HUB_SETTINGS.batchBytes),
};

/**
 * Reads the configuration.
 * @throws StartupError with one sentence that names the variable, its value and what it must be
 */
export function readConfig(env: Environment): Config {
  const { PORT, HOST, DATA_DIR, LOG_LEVEL, TRUSTED_PROXIES, SHUTDOWN_SECONDS } = VARIABLES;
  return {
    port: read(env, 'PORT', PORT),
    ...(env[WORKER] === undefined ? {} : { worker: Number(env[WORKER]) }),
    host: read(env, 'HOST', HOST),
    ...readTls(env),
    dataDir: read(env, 'DATA_DIR', DATA_DIR),
    ...readEngines(env),
    retention: {
      days: read(env, 'RETENTION_DAYS', VARIABLES.RETENTION_DAYS),
      events: read(env, 'RETENTION_EVENTS', VARIABLES.RETENTION_EVENTS),
    },
    usageSaveMs: read(env, 'USAGE_SAVE_SECONDS', VARIABLES.USAGE_SAVE_SECONDS) * 1000,
    uploads: {
      mostBytes: read(env, 'UPLOAD_MOST_BYTES', VARIABLES.UPLOAD_MOST_BYTES),
      mostPixels: read(env, 'UPLOAD_MOST_PIXELS', VARIABLES.UPLOAD_MOST_PIXELS),
    },
    logLevel: read(env, 'LOG_LEVEL', LOG_LEVEL),
    ...readContact(env),
    webhooksToPrivate: read(env, 'WEBHOOKS_TO_PRIVATE', VARIABLES.WEBHOOKS_TO_PRIVATE),
    proxies: read(env, 'TRUSTED_PROXIES', TRUSTED_PROXIES),
    shutdownMs: read(env, 'SHUTDOWN_SECONDS', SHUTDOWN_SECONDS) * 1000,
    readyGraceMs: read(env, 'READY_GRACE_SECONDS', VARIABLES.READY_GRACE_SECONDS) * 1000,
    batch: {
      batchMaxMs: read(env, 'BATCH_MOST_MS', VARIABLES.BATCH_MOST_MS),
      batchEvents: read(env, 'BATCH_MOST_EVENTS', VARIABLES.BATCH_MOST_EVENTS),
      batchBytes: read(env, 'BATCH_MOST_BYTES', VARIABLES.BATCH_MOST_BYTES),
    },
    limits: forEveryLimit((name) =>
      read(env, LIMIT_SETTINGS[name].variable, rate(LIMIT_SETTINGS[name].usual)),
    ),
  };
}

function readContact(env: Environment): Pick<Config, 'securityContact'> {
  const securityContact = read(env, 'SECURITY_CONTACT', VARIABLES.SECURITY_CONTACT);
  return securityContact === undefined ? {} : { securityContact };
}

/** Such an address may hold a password, so it is not repeated. */
function readEngines(env: Environment): Pick<Config, 'databaseUrl' | 'busUrl'> {
  const addressIn = (name: 'DATABASE_URL' | 'BUS_URL'): string | undefined => {
    const { schema, must } = VARIABLES[name];
    const result = v.safeParse(schema, env[name]?.trim() ?? '');
    if (result.success) return result.output;
    throw new StartupError(`${name} cannot be read as an address: it must be ${must}.`);
  };
  const [databaseUrl, busUrl] = [addressIn('DATABASE_URL'), addressIn('BUS_URL')];
  if (databaseUrl === undefined) {
    if (busUrl === undefined) return {};
    throw new StartupError(
      'BUS_URL is set, but without DATABASE_URL all data is in DATA_DIR, which one process uses alone: set DATABASE_URL as well, or remove BUS_URL.',
    );
  }
  return { databaseUrl, ...(busUrl === undefined ? {} : { busUrl }) };
}

/** Certificate and key come together, and only they make a redirect useful. */
function readTls(env: Environment): Pick<Config, 'certificateFiles' | 'redirectPort'> {
  const cert = read(env, 'TLS_CERT', VARIABLES.TLS_CERT);
  const key = read(env, 'TLS_KEY', VARIABLES.TLS_KEY);
  const redirectPort = read(env, 'REDIRECT_PORT', VARIABLES.REDIRECT_PORT);
  if (cert === undefined && key === undefined && redirectPort === undefined) return {};
  if (cert === undefined || key === undefined) {
    const set = cert === undefined ? (key === undefined ? 'REDIRECT_PORT' : 'TLS_KEY') : 'TLS_CERT';
    throw new StartupError(`${set} is set, but https needs both TLS_CERT and TLS_KEY: set both or neither.`);
  }
  return { certificateFiles: { cert, key }, ...(redirectPort === undefined ? {} : { redirectPort }) };
}

/** The names of the variables with their defaults, for the command line's help. */
export function describeVariables(): {
  readonly name: string;
  readonly fallback: string;
  readonly must: string;
}[] {
  const limits = Object.values(LIMIT_SETTINGS).map(({ variable, usual }) => [variable, rate(usual)] as const);
  return [...Object.entries(VARIABLES), ...limits].map(([name, { fallback, must }]) => ({
    name,
    fallback,
    must,
  }));
}

function read<Value>(env: Environment, name: string, { schema, fallback, must }: Variable<Value>): Value {
  const value = env[name]?.trim() || fallback;
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new StartupError(`${name} is "${shortened(value)}", but it must be ${must}.`);
}

function whole(least: number, most: number, usual: number): Variable<number> {
  return {
    schema: v.pipe(
      v.string(),
      v.regex(/^\d{1,15}$/),
      v.transform(Number),
      v.minValue(least),
      v.maxValue(most),
    ),
    fallback: String(usual),
    must: `a whole number from ${least} to ${most}, like ${usual}`,
  };
}

/** Nothing when nobody sets it. */
function optional<Value>({ schema, must }: Variable<Value>): Variable<Value | undefined> {
  const unset = v.pipe(
    v.literal(''),
    v.transform(() => undefined),
  );
  return { schema: v.union([unset, schema]), fallback: '', must };
}

/** A URL with one of these protocols and a host. */
function address(protocols: readonly string[], must: string): Variable<string | undefined> {
  const isAddress = (value: string): boolean => {
    const url = URL.parse(value);
    return url !== null && protocols.includes(url.protocol) && url.hostname !== '';
  };
  return optional({ schema: v.pipe(v.string(), v.check(isAddress)), fallback: '', must });
}

function rate(perMinute: number): Variable<number> {
  return whole(1, 1_000_000_000, perMinute);
}

function text(fallback: string, must: string): Variable<string> {
  return { schema: v.pipe(v.string(), v.regex(/^\P{Cc}+$/u)), fallback, must };
}

function shortened(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}…` : value;
}
