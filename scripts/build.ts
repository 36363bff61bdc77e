/** Builds what has changed since it was last built: `npm run build`; with --quiet, says only what it does; with --only <name>, only that. */
import { type BuildResult, type FileSums, type Target, buildTarget } from './lib/build-target.ts';
import { stopChildrenOnSignals } from './lib/run.ts';

const TARGETS: readonly Target[] = [
  {
    name: 'server',
    script: 'packages/server/build.ts',
    dist: 'packages/server/dist',
    sources: [
      'packages/server',
      'packages/core',
      'packages/protocol',
      'tsconfig.base.json',
      'package-lock.json',
    ],
  },
  {
    name: 'widget',
    script: 'packages/widget/build.ts',
    dist: 'packages/widget/dist',
    sources: [
      'packages/widget',
      'packages/client',
      'packages/protocol',
      'tsconfig.base.json',
      'package-lock.json',
    ],
  },
  {
    name: 'dashboard',
    script: 'packages/dashboard/build.ts',
    dist: 'packages/dashboard/dist',
    sources: [
      'packages/dashboard',
      'packages/core/src',
      'packages/client',
      'packages/protocol',
      'tsconfig.base.json',
      'package-lock.json',
    ],
  },
  {
    name: 'npm packages',
    script: 'scripts/build-npm.ts',
    dist: 'dist/npm',
    sources: [
      'packages/widget',
      'packages/client',
      'packages/protocol',
      'packages/react',
      'packages/vue',
      'scripts/build-npm.ts',
      'package-lock.json',
    ],
  },
  {
    name: 'examples',
    script: 'scripts/build-examples.ts',
    dist: 'examples/dist',
    // They are built from the npm packages, as anybody's page would be.
    sources: [
      'examples/react',
      'examples/vue',
      'packages/widget',
      'packages/client',
      'packages/protocol',
      'packages/react',
      'packages/vue',
      'scripts/build-npm.ts',
      'scripts/build-examples.ts',
      'package-lock.json',
    ],
  },
];

/**
 * Builds every target whose sources differ from those it was built from.
 * @param say told what is about to be built
 * @param only the name of the one that is wanted
 */
export async function buildIfStale(
  say: (line: string) => void = console.log,
  only?: string,
): Promise<BuildResult[]> {
  const sums: FileSums = new Map();
  const results: BuildResult[] = [];
  for (const target of TARGETS)
    if (only === undefined || target.name === only) results.push(await buildTarget(target, { say, sums }));
  return results;
}

if (import.meta.main) {
  stopChildrenOnSignals();
  const quiet = process.argv.includes('--quiet');
  const at = process.argv.indexOf('--only');
  const only = at < 0 ? undefined : process.argv[at + 1];
  for (const { name, state, output } of await buildIfStale(console.log, only)) {
    if (state === 'failed') {
      console.error(`${output}\nThe ${name} could not be built.`);
      process.exitCode = 1;
    } else if (!quiet) {
      console.log(state === 'fresh' ? `The ${name} is up to date.` : output);
      if (state === 'missing') process.exitCode = 1;
    }
  }
}
