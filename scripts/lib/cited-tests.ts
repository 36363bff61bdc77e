import { join } from 'node:path';
import { root } from './repo.ts';

/** A test that a document names: its file, and (part of) its title as the source has it. */
export interface Citation {
  readonly path: string;
  readonly title: string;
}

/** The tests a document names, as `` `path.test.ts`: *title* ``. */
export function citations(document: string): readonly Citation[] {
  const found = document.matchAll(/`([\w./-]+\.test\.ts)`: \*([^*]+)\*/g);
  return Array.from(found, ([, path = '', title = '']) => ({ path, title }));
}

/** What of a document's citations is not there. */
export async function untrueCitations(document: string): Promise<readonly string[]> {
  const untrue = await Promise.all(
    citations(document).map(async ({ path, title }) => {
      const file = Bun.file(join(root, path));
      const text = (await file.exists()) ? await file.text() : undefined;
      if (text === undefined) return [`${path} is not there`];
      return text.includes(title) ? [] : [`${path} has no test "${title}"`];
    }),
  );
  return untrue.flat();
}
