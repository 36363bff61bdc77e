import { expect, test } from 'bun:test';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startTestPostgres } from '@imagechat/server/testing/postgres-server';
import { startTestRedis } from '@imagechat/server/testing/redis-server';
import { Command } from './support/command.ts';
import { temporaryFolder } from './support/server-process.ts';

const NPM_START = ['npm', 'start'];
/** What `npm start` runs, without npm's own lines around it. */
const START = ['node', 'packages/server/bin/imagechat.mjs', 'start'];
const LIMIT = 120_000;

/** A folder that is gone when the test is over. */
function folder(): Disposable & { readonly path: string } {
  const path = temporaryFolder();
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

async function get(address: string): Promise<{ status: number; type: string; text: string }> {
  const response = await fetch(address);
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, text: await response.text() };
}

/** Runs a start that must fail. @returns the one sentence it says */
async function complaint(env: Readonly<Record<string, string>>): Promise<string> {
  await using command = new Command(START, env);
  const { code, out, err } = await command.ends();
  expect({ code, out }).toEqual({ code: 1, out: '' });
  // One line, no stack: something a person can read and act on.
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect(err).toMatch(/^[A-Z].*[.]\n$/);
  return err;
}

test(
  'npm start prints the addresses to open, serves what CONTRACT §7 lists, and SIGTERM ends it with code 0',
  async () => {
    using data = folder();
    const dataDir = join(data.path, 'made', 'by-itself');
    await using command = new Command(NPM_START, { PORT: '0', DATA_DIR: dataDir });
    const [, origin = ''] = await command.prints(/(http:\/\/localhost:\d+)\s/);

    const page = await get(`${origin}/`);
    expect(page).toMatchObject({ status: 200, type: expect.stringContaining('text/html') });
    expect(page.text).toContain('/js/embed-image-chat.min.js');
    expect((await get(`${origin}/healthz`)).status).toBe(200);
    expect((await get(`${origin}/readyz`)).status).toBe(200);
    const metrics = await get(`${origin}/metrics`);
    expect(metrics).toMatchObject({ status: 200, type: expect.stringContaining('text/plain') });
    expect(metrics.text).toMatch(/^# TYPE \w+ (?:counter|gauge|histogram)$/m);
    const script = await get(`${origin}/js/embed-image-chat.min.js`);
    expect(script).toMatchObject({ status: 200, type: expect.stringContaining('javascript') });
    expect(script.text).toContain('ImageChat');
    expect((await get(`${origin}/nowhere`)).status).toBe(404);

    // Every address it prints can be opened, those for a phone in the same network too.
    const printed = command.printed.out.match(/http:\/\/[^\s/]+:\d+/g) ?? [];
    for (const address of printed) expect((await get(`${address}/`)).status).toBe(200);

    command.signal('SIGTERM');
    expect((await command.ends()).code).toBe(0);
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
  },
  LIMIT,
);

test(
  'npm start with Postgres and Redis finds what it needs for them among what was built',
  async () => {
    await using postgres = await startTestPostgres();
    await using redis = await startTestRedis();
    using data = folder();
    const env = { PORT: '0', DATA_DIR: data.path, DATABASE_URL: postgres.url, BUS_URL: redis.url };
    await using command = new Command(NPM_START, env);
    const [, origin = ''] = await command.prints(/(http:\/\/localhost:\d+)\s/);
    expect((await get(`${origin}/readyz`)).status).toBe(200);
    expect((await get(`${origin}/v1/tenants/demo/snapshot?urlId=demo-design-mockup`)).text).toContain(
      '"seq":',
    );
    command.signal('SIGTERM');
    expect((await command.ends()).code).toBe(0);
  },
  LIMIT,
);

test(
  'a port in use is one clear sentence and exit code 1',
  async () => {
    using data = folder();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '0.0.0.0', resolve));
    try {
      const { port } = taken.address() as { port: number };
      const said = await complaint({ PORT: String(port), DATA_DIR: data.path });
      expect(said).toContain(String(port));
      expect(said).toMatch(/in use|taken|another/i);
    } finally {
      await new Promise((resolve) => taken.close(resolve));
    }
  },
  LIMIT,
);

test(
  'a data folder that cannot be written is one clear sentence and exit code 1',
  async () => {
    using data = folder();
    // A file where the folder should be stops everyone, also who may write everywhere.
    const file = join(data.path, 'file');
    writeFileSync(file, '');
    const inside = join(file, 'data');
    expect(await complaint({ PORT: '0', DATA_DIR: inside })).toContain(inside);
    const isDatabase = join(data.path, 'data');
    mkdirSync(join(isDatabase, 'imagechat.db'), { recursive: true });
    expect(await complaint({ PORT: '0', DATA_DIR: isDatabase })).toContain(isDatabase);
  },
  LIMIT,
);

test(
  'a broken configuration value is one clear sentence that names it, and exit code 1',
  async () => {
    using data = folder();
    const broken = [
      ['PORT', 'eighty'],
      ['PORT', '70000'],
      ['LIMIT_OPERATIONS_PER_MINUTE', '-1'],
      ['LOG_LEVEL', 'loud'],
      ['HOST', 'no such host'],
    ] as const;
    for (const [name, value] of broken) {
      const said = await complaint({ PORT: '0', DATA_DIR: data.path, [name]: value });
      expect(said).toContain(name);
      expect(said).toContain(value);
    }
  },
  LIMIT,
);
