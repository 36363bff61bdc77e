import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, root } from './repo.ts';
import { bun, run } from './run.ts';

/** Something that is built from source by a script of its own. */
export interface Target {
  readonly name: string;
  /** Run with Bun; writes `dist`. */
  readonly script: string;
  readonly dist: string;
  /** Folders and files whose content decides what comes out. */
  readonly sources: readonly string[];
}

/** Sums of files that were read already, by path: most are sources of several targets. */
export type FileSums = Map<string, Promise<bigint | number>>;

/** Who is told, where paths start from, and what is known already. */
export interface BuildParts {
  /** Told what is about to be built. */
  readonly say: (line: string) => void;
  readonly sums?: FileSums;
  readonly folder?: string;
}

/** Beside what was built: the hash of the sources it was built from. */
const STAMP = '.built-from';

/** What happened to a target; `missing` when its build script is not there, `failed` with what it printed. */
export interface BuildResult {
  readonly name: string;
  readonly state: 'fresh' | 'built' | 'missing' | 'failed';
  readonly output: string;
}

/**
 * Builds a target if its sources differ from those it was built from. Contents are compared, not times, so a clone,
 * a copy or a switched branch is judged rightly.
 */
export async function buildTarget(
  target: Target,
  { say, sums = new Map(), folder = root }: BuildParts,
): Promise<BuildResult> {
  const { name, script, dist } = target;
  if (!existsSync(join(folder, script))) return { name, state: 'missing', output: `${script} is missing` };
  const stamp = Bun.file(join(folder, dist, STAMP));
  const hash = await hashOf(target.sources, folder, sums);
  if ((await stamp.exists()) && (await stamp.text()) === hash) return { name, state: 'fresh', output: '' };
  say(`Building the ${name} …`);
  const { code, output } = await run(bun(script), { limit: 180_000, cwd: folder });
  if (code !== 0) return { name, state: 'failed', output: output.trim() };
  await Bun.write(stamp, hash);
  return { name, state: 'built', output: output.trim() };
}

/** A hash over the names and contents of everything but tests, dependencies and what is built. */
async function hashOf(sources: readonly string[], folder: string, sums: FileSums): Promise<string> {
  const paths = sources.flatMap((source) => {
    const inside = listFiles(new Bun.Glob('**/*'), join(folder, source)).map((path) => `${source}/${path}`);
    return (inside.length > 0 ? inside : [source]).filter((path) => !/\.test\.[a-z]+$|\.md$/.test(path));
  });
  const contents = await Promise.all(paths.map((path) => sumOf(join(folder, path), sums)));
  const hasher = new Bun.CryptoHasher('sha256').update(Bun.version);
  for (const [at, path] of paths.entries()) hasher.update(`\n${path} ${contents[at]}`);
  return hasher.digest('hex');
}

/** Not against anybody who means harm: only whether a file is still what it was. */
function sumOf(path: string, sums: FileSums): Promise<bigint | number> {
  const known = sums.get(path);
  if (known) return known;
  const sum = Bun.file(path)
    .bytes()
    .then((bytes) => Bun.hash(bytes));
  sums.set(path, sum);
  return sum;
}
