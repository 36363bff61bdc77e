import { join } from 'node:path';
import {
  type Edge,
  type Manifest,
  type ModuleGraph,
  SCOPE,
  cycles,
  moduleGraph,
} from '../lib/module-graph.ts';
import { isForTests, isTest, listFiles, readSources, root } from '../lib/repo.ts';
import type { Step } from './step.ts';

/** Which of our packages each package may import (ARCHITECTURE.md shows the same as a picture). */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  core: ['protocol'],
  client: ['protocol'],
  server: ['core', 'protocol'],
  widget: ['client', 'protocol'],
  dashboard: ['client', 'core', 'protocol'],
  react: ['widget'],
  vue: ['widget'],
  simulation: ['core', 'client', 'protocol', 'server'],
};

/** Packages that run anywhere: their sources import nothing of Node or Bun. */
const PORTABLE = new Set(['protocol', 'core', 'client', 'widget', 'dashboard', 'react', 'vue']);

/** Import directions, declared dependencies, no cycles. */
export const imports: Step = {
  name: 'imports',
  async run() {
    const manifests = new Map<string, Manifest>();
    for (const path of ['package.json', ...listFiles(new Bun.Glob('packages/*/package.json'), root)]) {
      manifests.set(path.replace(/\/?package\.json$/, ''), await Bun.file(join(root, path)).json());
    }
    const graph = moduleGraph(await readSources(), manifests);
    return { problems: importProblems(graph, manifests), note: `${graph.size} files` };
  },
};

/** Everything that is wrong with the imports of a workspace; `manifests` by folder, the root's under ''. */
export function importProblems(graph: ModuleGraph, manifests: ReadonlyMap<string, Manifest>): string[] {
  const problems: string[] = [];
  for (const [file, edges] of graph) {
    for (const edge of edges) {
      const wrong = objections(file, edge, manifests).find((objection) => objection !== undefined);
      if (wrong !== undefined) problems.push(`${file}:${edge.line} imports ${edge.specifier}: ${wrong}`);
    }
  }
  for (const knot of cycles(graph)) problems.push(`These files import one another:\n  ${knot.join('\n  ')}`);
  return problems;
}

function objections(
  file: string,
  edge: Edge,
  manifests: ReadonlyMap<string, Manifest>,
): (string | undefined)[] {
  const from = packageOf(file);
  const to = edge.dependency?.startsWith(SCOPE) ? edge.dependency.slice(SCOPE.length) : undefined;
  return [
    crossing(from, edge),
    to === undefined ? undefined : direction(from, to, edge),
    testOnly(file, edge),
    schemas(file, from, edge),
    builtIn(file, from, edge),
    undeclared(file, from, edge, manifests),
  ];
}

function crossing(from: string | undefined, { specifier, target }: Edge): string | undefined {
  if (!specifier.startsWith('.') || target === undefined) return undefined;
  const to = packageOf(target);
  if (from !== undefined && to !== from) return 'a package is left only by the name of another package';
  return undefined;
}

function direction(from: string | undefined, to: string, { target }: Edge): string | undefined {
  if (target === undefined) return 'no such file';
  if (from === undefined || from === to) return undefined;
  const allowed = ALLOWED[from];
  if (allowed === undefined) return `packages/${from} has no line in the table of allowed directions`;
  return allowed.includes(to)
    ? undefined
    : `${from} may import ${allowed.join(', ') || 'none of our packages'}, not ${to}`;
}

function testOnly(file: string, { target }: Edge): string | undefined {
  if (
    target === undefined ||
    isForTests(file) ||
    packageOf(file) === 'simulation' ||
    packageOf(file) === undefined
  ) {
    return target !== undefined && isTest(target) ? 'nothing imports a test' : undefined;
  }
  return isForTests(target) ? 'this exists for tests only' : undefined;
}

/** Validators stay where untrusted input arrives, in the server and the simulated ones, so that they never end up in a page. */
function schemas(file: string, from: string | undefined, { target, dependency }: Edge): string | undefined {
  const inSchemas = file.startsWith('packages/protocol/src/schemas/');
  const allowed = from === undefined || from === 'server' || from === 'simulation';
  if (allowed || inSchemas || isForTests(file)) return undefined;
  if (target?.startsWith('packages/protocol/src/schemas/')) return 'schemas are for the server';
  return dependency === 'valibot' ? 'validators are for the server' : undefined;
}

function builtIn(file: string, from: string | undefined, { specifier }: Edge): string | undefined {
  const portable = from !== undefined && PORTABLE.has(from) && file.startsWith(`packages/${from}/src/`);
  return portable && !isForTests(file) && /^(?:node|bun):|^bun$/.test(specifier)
    ? `${from} runs anywhere, so what Node or Bun give comes in as an argument`
    : undefined;
}

function undeclared(
  file: string,
  from: string | undefined,
  { dependency }: Edge,
  manifests: ReadonlyMap<string, Manifest>,
): string | undefined {
  if (dependency === undefined || (from === undefined && dependency.startsWith(SCOPE))) return undefined;
  // An example stands for somebody else's project.
  if (file.startsWith('examples/')) return undefined;
  const own = manifests.get(from === undefined ? '' : `packages/${from}`) ?? {};
  if (dependency === own.name) return undefined;
  const shared = manifests.get('')?.devDependencies ?? {};
  const isSource = from !== undefined && file.startsWith(`packages/${from}/src/`) && !isForTests(file);
  const declared = {
    ...own.dependencies,
    ...own.peerDependencies,
    ...(isSource ? {} : { ...own.devDependencies, ...shared }),
  };
  return dependency in declared
    ? undefined
    : `not declared in ${from ? `packages/${from}/` : ''}package.json`;
}

function packageOf(path: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(path)?.[1];
}
