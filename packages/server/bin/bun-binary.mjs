import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

/**
 * What decides which of Bun's builds fits a machine.
 * @typedef {{ platform: string, arch: string, musl: boolean }} Machine
 */

const OPERATING_SYSTEMS = { win32: 'windows' };
const PROCESSORS = { arm64: 'aarch64' };
const FORWARDED = /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP']);

/** Below this a `bun.exe` is the placeholder the npm package has before its install script ran (bytes). */
const SMALLEST_BINARY = 1_000_000;

/**
 * The machine this process runs on. A translated x64 Node on an Apple processor counts as arm64, as it does
 * for Bun's own installer.
 * @returns {Machine}
 */
export function thisMachine() {
  const { platform } = process;
  const translated =
    platform === 'darwin' &&
    process.arch === 'x64' &&
    spawnSync('sysctl', ['-n', 'sysctl.proc_translated'], { encoding: 'utf8' }).stdout?.trim() === '1';
  return { platform, arch: translated ? 'arm64' : process.arch, musl: platform === 'linux' && hasMusl() };
}

function hasMusl() {
  // Without this the report looks up the names of all open connections, which can take seconds.
  if (process.report) Reflect.set(process.report, 'excludeNetwork', true);
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } } | undefined} */ (
    process.report?.getReport()
  );
  return report?.header ? !report.header.glibcVersionRuntime : existsSync('/etc/alpine-release');
}

/**
 * The npm packages that can hold Bun's binary for a machine, best first.
 * @param {Machine} machine
 * @returns {string[]} names such as `@oven/bun-linux-x64-musl`
 */
export function bunPackages({ platform, arch, musl }) {
  // Android's builds are named after Linux, although npm installs them by platform "android".
  const android = platform === 'android';
  const os = android ? 'linux' : (Reflect.get(OPERATING_SYSTEMS, platform) ?? platform);
  const cpu = Reflect.get(PROCESSORS, arch) ?? arch;
  const name = `@oven/bun-${os}-${cpu}${android ? '-android' : musl ? '-musl' : ''}`;
  return cpu === 'x64' && !android ? [name, `${name}-baseline`] : [name];
}

/**
 * Finds the binary of the npm package `bun`, also when its install script never ran.
 * @param {string | URL} [from] the file whose node_modules are searched
 * @param {Machine} [machine]
 * @returns {string | undefined} an absolute path
 */
export function findBun(from = import.meta.url, machine = thisMachine()) {
  const home = packageFolder(createRequire(from), 'bun');
  if (home === undefined) return undefined;
  // The platform packages may sit beside `bun` or inside it, so they are looked up from there.
  const require = createRequire(join(home, 'package.json'));
  const executable = machine.platform === 'win32' ? 'bun.exe' : 'bun';
  const platformFolders = bunPackages(machine).map((name) => packageFolder(require, name));
  const candidates = platformFolders.filter((folder) => folder !== undefined);
  return [
    ...candidates.map((folder) => join(folder, 'bin', executable)),
    // Bun's install script moves the binary here, under this name on every system.
    join(home, 'bin', 'bun.exe'),
  ].find((path) => existsSync(path) && statSync(path).size > SMALLEST_BINARY);
}

/**
 * @param {NodeJS.Require} require
 * @param {string} name
 */
function packageFolder(require, name) {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/**
 * Why Bun cannot run here and what to do, in one sentence.
 * @param {Machine} machine
 */
export function missingBunSentence(machine) {
  const [name] = bunPackages(machine);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return `Image Chat ${version} needs Bun's binary from the npm package ${name}, which is not installed: run "npm install" without --omit=optional.`;
}

/**
 * Runs `bun <args>` with this process's input and output; SIGTERM, SIGINT and SIGHUP are passed on.
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} how it ended; code 1 when
 *   there is no Bun (said on standard error)
 */
export function runBun(args) {
  const binary = findBun();
  if (binary === undefined) {
    console.error(missingBunSentence(thisMachine()));
    return Promise.resolve({ code: 1, signal: null });
  }
  return new Promise((resolve) => {
    const child = spawn(binary, args, { stdio: 'inherit' });
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      // A terminal sends Ctrl-C to both processes; passing it on would look like a second Ctrl-C.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of FORWARDED) process.on(signal, forward);
    const finish = (/** @type {number | null} */ code, /** @type {NodeJS.Signals | null} */ signal) => {
      for (const name of FORWARDED) process.off(name, forward);
      resolve({ code, signal });
    };
    child.on('error', (error) => {
      console.error(`Bun could not be started (${binary}): ${error.message}`);
      finish(1, null);
    });
    child.on('exit', finish);
  });
}

/**
 * Ends this process the way a child ended: with its code, or by its signal.
 * @param {{ code: number | null, signal: NodeJS.Signals | null }} end
 */
export function endLike({ code, signal }) {
  if (signal === null) process.exit(code ?? 1);
  process.kill(process.pid, signal);
  // Where a signal cannot end this process (Windows, a container's first process), the shell's number does.
  setTimeout(() => process.exit(128 + constants.signals[signal]), 200);
}
