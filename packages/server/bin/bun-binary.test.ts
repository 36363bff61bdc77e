import { expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bunPackages, findBun, missingBunSentence } from './bun-binary.mjs';

const launcher = join(import.meta.dir, '..', '..', '..', 'scripts', 'bun.mjs');
const linux = { platform: 'linux', arch: 'x64', musl: false };

function launch(script: string, env: Record<string, string> = {}) {
  return Bun.spawn(['node', launcher, '-e', script], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: { ...process.env, ...env },
  });
}

/** A project with the given files of the given sizes (bytes) under node_modules. */
function project(files: Record<string, number>) {
  const folder = mkdtempSync(join(tmpdir(), 'imagechat-bun-'));
  for (const [path, size] of Object.entries(files)) {
    const file = join(folder, 'node_modules', path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, path.endsWith('.json') ? '{}' : new Uint8Array(size));
  }
  return {
    find: (machine = linux) =>
      findBun(join(folder, 'start.mjs'), machine)?.replace(join(folder, 'node_modules'), ''),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

test.each([
  ['linux x64', ['@oven/bun-linux-x64', '@oven/bun-linux-x64-baseline']],
  ['linux x64 musl', ['@oven/bun-linux-x64-musl', '@oven/bun-linux-x64-musl-baseline']],
  ['linux arm64 musl', ['@oven/bun-linux-aarch64-musl']],
  ['darwin arm64', ['@oven/bun-darwin-aarch64']],
  ['win32 x64', ['@oven/bun-windows-x64', '@oven/bun-windows-x64-baseline']],
  ['android arm64', ['@oven/bun-linux-aarch64-android']],
])('names the packages for %s', (machine, names) => {
  const [platform = '', arch = '', musl] = machine.split(' ');
  expect(bunPackages({ platform, arch, musl: musl === 'musl' })).toEqual(names);
});

test('every package the npm package names for x64 and arm64 is one the launcher knows', async () => {
  const { optionalDependencies } = await Bun.file(
    Bun.resolveSync('bun/package.json', import.meta.dir),
  ).json();
  const known = ['linux', 'darwin', 'win32', 'android', 'freebsd'].flatMap((platform) =>
    ['x64', 'arm64'].flatMap((arch) =>
      [false, true].flatMap((musl) => bunPackages({ platform, arch, musl })),
    ),
  );
  for (const name of Object.keys(optionalDependencies)) expect(known).toContain(name);
});

test('prefers the platform package, then what the install script left, never the placeholder', () => {
  using fresh = project({
    'bun/package.json': 0,
    'bun/bin/bun.exe': 450,
    '@oven/bun-linux-x64/package.json': 0,
    '@oven/bun-linux-x64/bin/bun': 2e6,
  });
  expect(fresh.find()).toBe('/@oven/bun-linux-x64/bin/bun');
  using moved = project({
    'bun/package.json': 0,
    'bun/bin/bun.exe': 2e6,
    '@oven/bun-linux-x64/package.json': 0,
  });
  expect(moved.find()).toBe('/bun/bin/bun.exe');
  using nested = project({
    'bun/package.json': 0,
    'bun/node_modules/@oven/bun-linux-x64/package.json': 0,
    'bun/node_modules/@oven/bun-linux-x64/bin/bun': 2e6,
  });
  expect(nested.find()).toBe('/bun/node_modules/@oven/bun-linux-x64/bin/bun');
  using none = project({ 'bun/package.json': 0, 'bun/bin/bun.exe': 450 });
  expect(none.find()).toBeUndefined();
});

test('says in one sentence which package is missing', () => {
  expect(missingBunSentence(linux)).toMatch(
    /^Image Chat \S+ needs Bun's binary .*@oven\/bun-linux-x64,.* "npm install" [^.]*\.$/,
  );
});

test('passes arguments and output on, and ends with the same code', async () => {
  const run = launch('console.log("out", Bun.version); console.error("err"); process.exit(7)');
  expect(await run.exited).toBe(7);
  expect(await new Response(run.stdout).text()).toBe(`out ${Bun.version}\n`);
  expect(await new Response(run.stderr).text()).toBe('err\n');
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'passes %s on and waits for the tidy end',
  async (signal) => {
    const run = launch(`
    process.on('${signal}', () => { console.log('tidy'); process.exit(3); });
    setInterval(() => {}, 1000);
    console.log('ready');
  `);
    const lines = run.stdout.getReader();
    await lines.read();
    run.kill(signal);
    expect(await run.exited).toBe(3);
    expect(new TextDecoder().decode((await lines.read()).value)).toBe('tidy\n');
  },
);

test('dies by the signal its child died by', async () => {
  const run = launch('process.kill(process.pid, "SIGKILL")');
  await run.exited;
  expect(run.signalCode).toBe('SIGKILL');
});
