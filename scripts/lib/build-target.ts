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
 * @param say told what is about to be built
 * @param folder what the target's paths start from
 */
export async function buildTarget(
  target: Target,
  say: (line: string) => void,
  folder = root,
): Promise<BuildResult> {
  const { name, script, dist } = target;
  if (!existsSync(join(folder, script))) return { name, state: 'missing', output: `${script} is missing` };
  const stamp = Bun.file(join(folder, dist, STAMP));
  const hash = await hashOf(target.sources, folder);
  if ((await stamp.exists()) && (await stamp.text()) === hash) return { name, state: 'fresh', output: '' };
  say(`Building the ${name} …`);
  const { code, output } = await run(bun(script), { limit: 180_000, cwd: folder });
  if (code !== 0) return { name, state: 'failed', output: output.trim() };
  await Bun.write(stamp, hash);
  return { name, state: 'built', output: output.trim() };
}

/** A hash over the names and contents of everything but tests, dependencies and what is built. */
async function hashOf(sources: readonly string[], folder: string): Promise<string> {
  const hasher = new Bun.CryptoHasher('sha256').update(Bun.version);
  for (const source of sources) {
    const inside = listFiles(new Bun.Glob('**/*'), join(folder, source)).map((path) => `${source}/${path}`);
    for (const path of inside.length > 0 ? inside : [source]) {
      if (/\.test\.[a-z]+$|\.md$/.test(path)) continue;
      hasher.update(`\n${path}\n`).update(await Bun.file(join(folder, path)).bytes());
    }
  }
  return hasher.digest('hex');
}
