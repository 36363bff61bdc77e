import { posix } from 'node:path';
import type { SourceFile } from './repo.ts';
import { scanImports } from './scan-imports.ts';

/** A package.json, as far as imports are concerned. */
export interface Manifest {
  readonly name?: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** One import, and where it leads. */
export interface Edge {
  readonly specifier: string;
  readonly line: number;
  /** The file of ours it leads to; absent for built-in modules, dependencies and what does not exist. */
  readonly target?: string;
  /** The npm package it names; absent for relative imports and built-in modules. */
  readonly dependency?: string;
}

/** Every file of ours by its path, with its imports. */
export type ModuleGraph = ReadonlyMap<string, readonly Edge[]>;

/** The prefix of our own packages' names. */
export const SCOPE = '@imagechat/';

/**
 * Reads the imports of all files.
 * @param manifests package.json by the folder of the package, such as `packages/core`
 */
export function moduleGraph(
  files: readonly SourceFile[],
  manifests: ReadonlyMap<string, Manifest>,
): ModuleGraph {
  const paths = new Set(files.map(({ path }) => path));
  return new Map(
    files.map(({ path, text }) => [
      path,
      scanImports(text).map(({ specifier, line }) => ({
        specifier,
        line,
        ...lead(path, specifier, paths, manifests),
      })),
    ]),
  );
}

function lead(
  from: string,
  specifier: string,
  paths: ReadonlySet<string>,
  manifests: ReadonlyMap<string, Manifest>,
): { target?: string; dependency?: string } {
  const bare = specifier.replace(/\?.*$/, '');
  if (bare.startsWith('.')) return existing(posix.join(posix.dirname(from), bare), paths);
  if (/^(?:node|bun):|^bun$/.test(bare)) return {};
  const dependency = bare.split('/', bare.startsWith('@') ? 2 : 1).join('/');
  if (!dependency.startsWith(SCOPE)) return { dependency };
  const folder = `packages/${dependency.slice(SCOPE.length)}`;
  const inside = exported(`.${bare.slice(dependency.length)}`, manifests.get(folder)?.exports ?? {});
  return { dependency, ...(inside === undefined ? {} : existing(posix.join(folder, inside), paths)) };
}

/** The file an `exports` map gives for a subpath. */
function exported(subpath: string, exports: Readonly<Record<string, unknown>>): string | undefined {
  for (const [pattern, value] of Object.entries(exports)) {
    const target = typeof value === 'string' ? value : firstString(value);
    const [head = '', tail = ''] = pattern.split('*');
    if (target === undefined) continue;
    if (pattern === subpath) return target;
    if (pattern.includes('*') && subpath.startsWith(head) && subpath.endsWith(tail)) {
      return target.replace('*', subpath.slice(head.length, subpath.length - tail.length));
    }
  }
  return undefined;
}

function firstString(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.values(value).find((entry) => typeof entry === 'string');
}

function existing(path: string, paths: ReadonlySet<string>): { target?: string } {
  const found = [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((candidate) =>
    paths.has(candidate),
  );
  return found === undefined ? {} : { target: found };
}

/** Knots of files that import one another, each sorted (Tarjan's strongly connected components of two and more). */
export function cycles(graph: ModuleGraph): string[][] {
  const numbers = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  /** Visits a file once; answers the lowest number on the stack that can be reached from it. */
  const visit = (file: string): number => {
    const seen = numbers.get(file);
    if (seen !== undefined) return stack.includes(file) ? seen : Number.POSITIVE_INFINITY;
    const number = numbers.size;
    numbers.set(file, number);
    stack.push(file);
    const targets = (graph.get(file) ?? []).flatMap(({ target }) => target ?? []);
    const low = Math.min(number, ...targets.map(visit));
    if (low === number) {
      const knot = stack.splice(stack.indexOf(file));
      if (knot.length > 1 || targets.includes(file)) found.push(knot.sort());
    }
    return low;
  };
  for (const file of graph.keys()) visit(file);
  return found;
}
