import { afterEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cliOutcome as outcome, runningCli as running } from './testing/cli-process.ts';
import { wsConnect } from './testing/ws-dialogue.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function dataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'imagechat-cli-'));
  folders.push(folder);
  return folder;
}

test('help says what there is, version says which', async () => {
  const help = await outcome(['help']);
  expect(help).toMatchObject({ code: 0, err: '' });
  for (const word of ['start', 'version', 'PORT=8787', 'DATA_DIR=./data']) expect(help.out).toContain(word);
  expect(await outcome(['--help'])).toEqual(help);
  expect(await outcome(['version'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

test('an unknown command, or one too many words, is one sentence and code 1', async () => {
  expect(await outcome(['strat'])).toEqual({
    code: 1,
    out: '',
    err: 'There is no command "strat": run "imagechat help" to see what there is.\n',
  });
  const many = await outcome(['start', '--port', '80']);
  expect(many).toMatchObject({ code: 1, out: '' });
  expect(many.err).toMatch(/^"start" takes nothing but --workers .*\n$/);
  expect((await outcome(['constructor'])).code).toBe(1);
});

test('a broken value is one sentence and code 1', async () => {
  expect(await outcome([], { PORT: 'abc' })).toEqual({
    code: 1,
    out: '',
    err: 'PORT is "abc", but it must be a whole number from 0 to 65535, like 8787.\n',
  });
});

test('a port in use is one sentence and code 1', async () => {
  const other = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response() });
  const { port } = other;
  const { code, out, err } = await outcome([], { PORT: String(port), DATA_DIR: dataDir() });
  await other.stop(true);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(new RegExp(`^Port ${port} is in use: [^\\n]+\\.\\n$`));
});

test('an address of another machine is one sentence and code 1', async () => {
  const { code, err } = await outcome([], { HOST: '192.0.2.1', DATA_DIR: dataDir() });
  expect(code).toBe(1);
  expect(err).toMatch(/^HOST is "192\.0\.2\.1", which is no address of this machine: [^\n]+\.\n$/);
});

test('a data folder that cannot be one is one sentence and code 1', async () => {
  const file = join(dataDir(), 'file');
  await Bun.write(file, 'not a folder');
  for (const folder of [file, join(file, 'below'), '/proc/imagechat']) {
    const { code, out, err } = await outcome([], { DATA_DIR: folder });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^The data folder [^\n]+\n$/);
    expect(err).toContain(folder);
  }
});

test('it says where to open it, shows the demo, and keeps what was said over a restart', async () => {
  const env = { DATA_DIR: dataDir() };
  const first = await running(env);
  expect(first.said).toContain('is running.');
  expect(await (await fetch(first.origin)).text()).toContain('Talk about a picture');
  const read = async (origin: string) =>
    (await fetch(`${origin}/v1/tenants/demo/snapshot?urlId=demo-design-mockup`)).json();
  const seeded = (await read(first.origin)) as { seq: number; conversations: unknown[] };
  expect(seeded.conversations.length).toBeGreaterThan(2);
  first.child.kill('SIGTERM');
  expect(await first.child.exited).toBe(0);

  const second = await running(env);
  expect(await read(second.origin)).toEqual(seeded);
  second.child.kill('SIGINT');
  expect(await second.child.exited).toBe(0);
});

test('asked to stop, it asks its clients to move and ends with code 0', async () => {
  const { child, origin } = await running({ DATA_DIR: dataDir() });
  using client = await wsConnect(`${origin.replace('http', 'ws')}/v1/live`);
  await client.hello();
  await client.watches('demo-app-screenshot');
  child.kill('SIGTERM');
  expect(await client.closed).toEqual({ code: 4000, reason: 'the server is restarting' });
  expect(await child.exited).toBe(0);
  expect(await new Response(child.stderr).text()).toBe('');
});
