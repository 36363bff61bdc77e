import { join, relative, resolve, sep } from 'node:path';

/** The folder of the checkout, absolute. */
export const root = resolve(import.meta.dir, '..', '..');

/** A file of ours: its path from the root of the checkout, with `/`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const FOLDERS = ['packages', 'scripts', 'e2e', 'examples', 'bench'];
const SOURCES = new Bun.Glob('**/*.{ts,tsx,mts,mjs,js,jsx}');

/** Every style sheet we write, sorted by path. */
export function readStyles(): Promise<SourceFile[]> {
  return readAll(new Bun.Glob('**/*.css'));
}

/** Every script and component we write, sorted by path: no dependencies, nothing built. */
export function readSources(): Promise<SourceFile[]> {
  return readAll(SOURCES);
}

async function readAll(glob: Bun.Glob): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const folder of FOLDERS) {
    const cwd = join(root, folder);
    for (const found of listFiles(glob, cwd)) {
      const path = `${folder}/${found}`;
      files.push({ path, text: await Bun.file(join(root, path)).text() });
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Files below a folder, leaving out node_modules and dist.
 * @returns paths from that folder, with `/`, sorted; none when there is no such folder
 */
export function listFiles(glob: Bun.Glob, cwd: string): string[] {
  try {
    return [...glob.scanSync({ cwd, onlyFiles: true })]
      .map((path) => path.split(sep).join('/'))
      .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path))
      .sort();
  } catch (error) {
    if (/^ENO(?:ENT|TDIR)$/.test((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** A path for people: from the root of the checkout. */
export function shown(path: string): string {
  return relative(root, path).split(sep).join('/');
}

/** Whether a file is a test. */
export function isTest(path: string): boolean {
  return /\.test\.[a-z]+$/.test(path);
}

/** Whether a file exists only for tests: a test, a contract suite, a builder, a browser test's helper. */
export function isForTests(path: string): boolean {
  return isTest(path) || path.includes('/src/testing/') || path.startsWith('e2e/');
}

/** The 1-based line of an offset in a text. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
