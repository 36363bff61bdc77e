import { expect, test } from 'bun:test';
import { describeVariables, readConfig } from './config.ts';
import { StartupError } from './startup-error.ts';

function complaint(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof StartupError) return error.message;
  }
  throw new Error('expected a complaint');
}

test('without anything set it runs on 8787 with its data in ./data', () => {
  expect(readConfig({})).toEqual({
    port: 8787,
    host: '0.0.0.0',
    dataDir: './data',
    retention: { days: 7, events: 10_000 },
    uploads: { mostBytes: 8_000_000, mostPixels: 40_000_000 },
    usageSaveMs: 20_000,
    logLevel: 'warn',
    proxies: 0,
    webhooksToPrivate: false,
    shutdownMs: 10_000,
    readyGraceMs: 0,
    batch: { batchMaxMs: 40, batchEvents: 256, batchBytes: 49_152 },
    limits: {
      arrival: 120_000,
      handshake: 1200,
      session: 600,
      'sign-in': 30,
      request: 12_000,
      frame: 12_000,
      bytes: 64_000_000,
      'address-operation': 3000,
      'connection-frame': 3000,
      'connection-bytes': 8_000_000,
      subscribe: 3000,
      operation: 120,
      upload: 60,
      'tenant-arrival': 60_000,
      'tenant-request': 60_000,
      'tenant-operation': 60_000,
    },
  });
});

test('a worker knows its number', () => {
  expect(readConfig({ IMAGECHAT_WORKER: '2' }).worker).toBe(2);
});

test('what is set is taken; what is set to nothing is as if it were not', () => {
  const config = readConfig({
    PORT: ' 80 ',
    HOST: '127.0.0.1',
    DATA_DIR: '/srv/chat',
    LOG_LEVEL: '',
    TRUSTED_PROXIES: '1',
    SHUTDOWN_SECONDS: '30',
    RETENTION_DAYS: '30',
    RETENTION_EVENTS: '100',
    USAGE_SAVE_SECONDS: '5',
    LIMIT_OPERATIONS_PER_MINUTE: '100000',
  });
  expect(config).toMatchObject({
    port: 80,
    host: '127.0.0.1',
    dataDir: '/srv/chat',
    logLevel: 'warn',
    proxies: 1,
  });
  expect(config).toMatchObject({
    shutdownMs: 30_000,
    retention: { days: 30, events: 100 },
    usageSaveMs: 5000,
    limits: { operation: 100_000 },
  });
});

test('certificate and key come together, and only with them a redirect', () => {
  const certificateFiles = { cert: '/etc/chat.crt', key: '/etc/chat.key' };
  const both = { TLS_CERT: '/etc/chat.crt', TLS_KEY: '/etc/chat.key' };
  expect(readConfig(both)).toMatchObject({ certificateFiles });
  expect(readConfig({ ...both, REDIRECT_PORT: '80' })).toMatchObject({ certificateFiles, redirectPort: 80 });
  const needs = 'is set, but https needs both TLS_CERT and TLS_KEY: set both or neither.';
  expect(complaint({ TLS_CERT: '/etc/chat.crt' })).toBe(`TLS_CERT ${needs}`);
  expect(complaint({ TLS_KEY: '/etc/chat.key' })).toBe(`TLS_KEY ${needs}`);
  expect(complaint({ REDIRECT_PORT: '80' })).toBe(`REDIRECT_PORT ${needs}`);
  expect(complaint({ ...both, REDIRECT_PORT: '0' })).toMatch(/^REDIRECT_PORT is "0", but it must be/);
});

test.each([
  [{ PORT: 'abc' }, 'PORT is "abc", but it must be a whole number from 0 to 65535, like 8787.'],
  [{ PORT: '-1' }, 'PORT is "-1", but it must be a whole number from 0 to 65535, like 8787.'],
  [{ PORT: '65536' }, 'PORT is "65536", but it must be a whole number from 0 to 65535, like 8787.'],
  [{ PORT: '80.5' }, 'PORT is "80.5", but it must be a whole number from 0 to 65535, like 8787.'],
  [{ PORT: '0x50' }, 'PORT is "0x50", but it must be a whole number from 0 to 65535, like 8787.'],
  [
    { SECURITY_CONTACT: 'me@example.com' },
    'SECURITY_CONTACT is "me@example.com", but it must be where to report weaknesses, like mailto:security@example.com or https://example.com/security.',
  ],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud", but it must be one of debug, info, warn, error.'],
  [
    { LIMIT_OPERATIONS_PER_MINUTE: '0' },
    'LIMIT_OPERATIONS_PER_MINUTE is "0", but it must be a whole number from 1 to 1000000000, like 120.',
  ],
  [
    { SHUTDOWN_SECONDS: '1h' },
    'SHUTDOWN_SECONDS is "1h", but it must be a whole number from 1 to 600, like 10.',
  ],
])('one sentence names the variable, its value and the mend: %p', (env, sentence) => {
  expect(complaint(env as Record<string, string>)).toBe(sentence);
});

test('other engines are taken by their addresses; a bus alone has nothing to join', () => {
  const databaseUrl = 'postgres://chat:hunter2@db/chat';
  expect(readConfig({ DATABASE_URL: databaseUrl })).toMatchObject({ databaseUrl });
  expect(readConfig({ DATABASE_URL: databaseUrl })).not.toHaveProperty('busUrl');
  const busUrl = 'rediss://:hunter2@bus:6380?cluster=true';
  expect(readConfig({ DATABASE_URL: databaseUrl, BUS_URL: busUrl })).toMatchObject({ databaseUrl, busUrl });
  expect(complaint({ BUS_URL: busUrl })).toStartWith('BUS_URL is set, but without DATABASE_URL ');
});

test.each([
  [
    'DATABASE_URL',
    'mysql://chat:hunter2@db/chat',
    'DATABASE_URL cannot be read as an address: it must be the address of a Postgres',
  ],
  [
    'DATABASE_URL',
    'chat:hunter2@db',
    'DATABASE_URL cannot be read as an address: it must be the address of a Postgres',
  ],
  [
    'DATABASE_URL',
    'postgres://',
    'DATABASE_URL cannot be read as an address: it must be the address of a Postgres',
  ],
  [
    'BUS_URL',
    'nats://chat:hunter2@bus',
    'BUS_URL cannot be read as an address: it must be the address of a Redis 7',
  ],
])('%s=%s is refused without repeating an address that may hold a password', (name, value, beginning) => {
  const sentence = complaint({ DATABASE_URL: 'postgres://chat@db/chat', [name]: value });
  expect(sentence).toStartWith(beginning);
  expect(sentence).not.toContain('hunter2');
});

test('a value is shortened, and control characters are not accepted', () => {
  expect(complaint({ PORT: 'x'.repeat(5000) }).length).toBeLessThan(200);
  expect(complaint({ DATA_DIR: 'a\u0000b' })).toStartWith('DATA_DIR is ');
});

test('every variable is described', () => {
  expect(describeVariables().map(({ name }) => name)).toContain('LIMIT_HANDSHAKES_PER_MINUTE');
});
